import type { Timeline } from '../timeline/plan-timeline.js';
import type { Step, Talk } from '../timeline/talk.js';
import { newThread, type Thread } from './thread.js';

/** What the outside world does; everything else is done by members. */
export type OutsideStep = Extract<
  Step,
  { kind: 'says' | 'edits' | 'withdraws' | 'answers_natively' | 'is_away' | 'bounces' }
>;
export type DeskStep = Exclude<Step, OutsideStep>;

const OUTSIDE: ReadonlySet<Step['kind']> = new Set<OutsideStep['kind']>([
  'says',
  'edits',
  'withdraws',
  'answers_natively',
  'is_away',
  'bounces',
]);

export const isOutside = (step: Step): step is OutsideStep => OUTSIDE.has(step.kind);

/** A conversation with what is still to happen in it. */
export interface Course {
  thread: Thread;
  talk: Talk;
  steps: Step[];
}

/** Some hours of the timeline. */
export interface Window {
  /** Its last moment, ms since the epoch. */
  end: number;
  courses: Course[];
  machineMails: Timeline['machineMails'];
}

/**
 * Cuts the timeline into windows; a conversation that reaches over several has a course in each, of the same thread.
 * @param lengthMs of a window; empty ones are left out
 */
export function windowsOf({ start, talks, machineMails }: Timeline, lengthMs: number): Window[] {
  const windows = new Map<number, Window>();
  const at = (moment: number): Window => {
    const index = Math.floor((moment - start) / lengthMs);
    let window = windows.get(index);
    if (window === undefined) {
      window = { end: 0, courses: [], machineMails: [] };
      windows.set(index, window);
    }
    window.end = Math.max(window.end, moment);
    return window;
  };
  for (const letter of machineMails) at(letter.at).machineMails.push(letter);
  for (const talk of talks) {
    const thread = threadOf(talk);
    const courses = new Map<Window, Course>();
    for (const step of talk.steps) {
      const window = at(step.at);
      if (step.kind === 'says') window.end = Math.max(window.end, step.sayings.at(-1)!.at);
      const course = courses.get(window);
      if (course !== undefined) course.steps.push(step);
      else {
        const begun: Course = { thread, talk, steps: [step] };
        courses.set(window, begun);
        window.courses.push(begun);
      }
    }
  }
  return [...windows].sort(([one], [other]) => one - other).map(([, window]) => window);
}

/**
 * Takes the next piece of a course that can be done in one go: what the outside says until a member acts, or what
 * members do until the person speaks again, at most up to an answer, which has to leave before it goes on.
 */
export function nextPiece(course: Course): Step[] {
  const [first] = course.steps;
  if (first === undefined) return [];
  const outside = isOutside(first);
  let length = 0;
  for (const step of course.steps) {
    if (isOutside(step) !== outside) break;
    length += 1;
    if (step.kind === 'answers') break;
  }
  return course.steps.splice(0, length);
}

function threadOf({ number, script, person, joiner, subject }: Talk): Thread {
  return newThread({
    id: `t${number}`,
    medium: script.medium,
    language: script.language,
    person,
    joiner,
    subject,
    post: script.post ?? null,
  });
}
