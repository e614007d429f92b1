import { describe, expect, it } from 'vitest';
import { blanksOf, escapeHtml, fillIn, firstNameOf } from './placeholders.js';

const values = { 'person.name': 'Ben <b> Müller', 'person.firstName': '', 'brand.name': 'Example' };

describe('placeholders', () => {
  it('are filled in with what is known', () => {
    expect(fillIn('Dear {{person.name}}, yours {{ brand.name }}', values)).toBe(
      'Dear Ben <b> Müller, yours Example',
    );
    expect(fillIn('{{person.name}}', values, escapeHtml)).toBe('Ben &lt;b&gt; Müller');
  });

  it('fall back on their own words where nothing is known', () => {
    expect(fillIn('Hi {{person.firstName|there}}!', values)).toBe('Hi there!');
    expect(fillIn('{{order| your order }} {{brand.name|us}}{{x|}}', values)).toBe('your order Example');
  });

  it('stay to be filled in otherwise', () => {
    const text = fillIn('{{person.firstName}}: {{order number}} {{ }} { {x} }', values);
    expect(text).toBe('{{person.firstName}}: {{order number}} {{ }} { {x} }');
    expect(blanksOf(text)).toEqual([
      { name: 'person.firstName', from: 0, to: 20 },
      { name: 'order number', from: 22, to: 38 },
    ]);
    expect(blanksOf('nothing {here}')).toEqual([]);
  });

  it('know the name people are called by', () => {
    expect(
      ['Ben Müller', 'Müller, Ben', ' Ada ', 'ben@example.test', '+49 30 1', '', '…'].map(firstNameOf),
    ).toEqual(['Ben', 'Ben', 'Ada', '', '', '', '']);
  });
});
