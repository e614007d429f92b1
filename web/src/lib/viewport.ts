/** What shrinks the window by less is no keyboard but a bar of the browser's, in px. */
const KEYBOARD = 120;

/**
 * Where a keyboard covers the page instead of making it smaller (Safari), the page is told how much is left:
 * `--viewport` on the root, and `data-keyboard` while one is up.
 */
export function followKeyboard(view: VisualViewport | null = window.visualViewport): void {
  if (!view) return;
  const root = document.documentElement;
  const fit = () => {
    // Zoomed in, less is seen of a page that is as large as before.
    const covered = view.scale > 1.01 ? 0 : window.innerHeight - view.height;
    if (covered < KEYBOARD) {
      root.style.removeProperty('--viewport');
      delete root.dataset.keyboard;
      return;
    }
    root.style.setProperty('--viewport', `${Math.round(view.height)}px`);
    root.dataset.keyboard = '';
    // Safari moves the page to the field it thinks is covered; now it is not.
    window.scrollTo(0, 0);
  };
  view.addEventListener('resize', fit);
  view.addEventListener('scroll', fit);
}
