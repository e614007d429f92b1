import { type RefObject, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** The width of A4 less margins of 10 mm, in CSS pixels, and how much lower pictures are there. */
const paper = { width: 718, lower: 0.66 };

/**
 * How large a chart is drawn, in CSS pixels: as wide as its box, kept up to date (0 before it is measured), and `height` high. Print
 * leaves no time to measure: there it is as wide as its share of the `data-paper` around it, and lower.
 */
export function useChartSize(element: RefObject<HTMLElement | null>, height: number) {
  const [width, setWidth] = useState(0);
  const [printing, setPrinting] = useState(false);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => setWidth(Math.floor(target.clientWidth));
    const print = () => {
      const whole = target.closest<HTMLElement>('[data-paper]');
      if (!whole) return;
      const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(whole);
      const room =
        whole.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd);
      flushSync(() => {
        setWidth(Math.floor((target.clientWidth / room) * paper.width));
        setPrinting(true);
      });
    };
    const printed = () => {
      setPrinting(false);
      measure();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    window.addEventListener('beforeprint', print);
    window.addEventListener('afterprint', printed);
    return () => {
      observer.disconnect();
      window.removeEventListener('beforeprint', print);
      window.removeEventListener('afterprint', printed);
    };
  }, [element]);
  return { width, height: printing ? Math.round(height * paper.lower) : height };
}
