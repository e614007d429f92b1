const running = new Map<string, Promise<void>>();

/** Begins `work` when whatever was begun under this name before has ended, well or badly. */
export function inOrder(name: string, work: () => Promise<void>): Promise<void> {
  const before = running.get(name);
  const mine = before === undefined ? work() : before.then(work, work);
  running.set(name, mine);
  const over = () => {
    if (running.get(name) === mine) running.delete(name);
  };
  mine.then(over, over);
  return mine;
}
