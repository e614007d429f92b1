import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Custom properties, e.g. `--avatar-h`. */
    [name: `--${string}`]: string | number | undefined;
  }
}
