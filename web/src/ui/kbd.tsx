import './kbd.css';

const mac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

const signs: Record<string, string> = {
  mod: mac ? '⌘' : 'Ctrl',
  shift: mac ? '⇧' : 'Shift',
  alt: mac ? '⌥' : 'Alt',
  enter: '↵',
  escape: 'Esc',
  up: '↑',
  down: '↓',
};

/** `mod+enter` or `g o` as little key caps. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {keys.split(' ').map((stroke) => (
        <span key={stroke} className="keys-stroke">
          {stroke.split('+').map((key) => (
            <kbd key={key} className="kbd">
              {signs[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
