/**
 * Lets things gather for a moment, then does the work for all of them at once. Works run one after the other: none
 * overtakes what came before it. One that fails is reported, and the next runs all the same.
 */
export class Gathering {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  /**
   * @param ms how long things gather
   * @param flush works on all that has gathered; what comes meanwhile is for the next time
   * @param onError is told what a work threw
   */
  constructor(
    private readonly ms: number,
    private readonly flush: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Something is there: it is worked on in at most `ms`, when its turn has come. */
  add(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.next(this.flush);
    }, this.ms);
  }

  /** Another work, in the same order. */
  next(work: () => Promise<void>): void {
    this.running = this.running.then(work).catch(this.onError);
  }

  /** Nothing gathers any more; what is under way comes to its end. What has only gathered is let go. */
  async end(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
  }
}
