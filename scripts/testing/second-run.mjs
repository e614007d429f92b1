/** So many files at most: more than that is no accident. */
const MOST_FILES = 3;
/** Flows and browser tests run several processes and a browser on one machine; units have no such excuse. */
const OUTSIDE = /\.(?:flow|e2e)\.spec\.ts$/;

/**
 * The files that get a second run, alone on the machine: a few flows or browser tests, and nothing else has failed.
 *
 * @param first what `runStep` told
 * @returns {string[]} their paths; none when the failure stands as it is
 */
export function filesToRepeat(first) {
  const files = first.failedFiles;
  const told = files.reduce((sum, file) => sum + file.failed, 0);
  const repeatable =
    files.length > 0 &&
    files.length <= MOST_FILES &&
    told === first.failed &&
    files.every(({ path }) => OUTSIDE.test(path));
  return repeatable ? files.map(({ path }) => path) : [];
}

/**
 * Both runs as one. What fails twice has failed, and so has what was not run again. What passes alone counts as passed, and its
 * files are named in `unsteady`, for that is a fault all the same.
 */
export function afterSecondRun(first, second) {
  const seconds = first.seconds + second.seconds;
  const once = first.failedFiles.reduce((sum, file) => sum + file.passed, 0);
  if (second.failed > 0 || second.passed < once + first.failed) return { ...first, seconds };
  return {
    ...first,
    passed: first.passed - once + second.passed,
    failed: 0,
    seconds,
    unsteady: first.failedFiles.map(({ path }) => path),
  };
}
