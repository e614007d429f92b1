import { expect, it } from 'vitest';
import { endpointIdOf, policyLines, scriptTag, shownSettings } from './embed-settings.js';

it('names the server in the tag and in the policy', () => {
  const origin = 'https://parley.brand.example';
  expect(scriptTag('e1', origin)).toBe(
    '<script src="https://parley.brand.example/widget.js" data-channel="e1" async></script>',
  );
  expect(policyLines(origin)[1]).toBe('connect-src https://parley.brand.example wss://parley.brand.example');
  expect(endpointIdOf(`${origin}/hooks/some/e1`)).toBe('e1');
  expect(endpointIdOf(null)).toBe('');
});

it('shows what stands in the form, and what is known where it says nothing usable', () => {
  const values = {
    colour: '#0b6e5a',
    side: 'left',
    languages: 'de,en',
    greetingDe: ' Hallo! ',
    greetingEn: '',
  };
  expect(shownSettings(' Shop ', values)).toMatchObject({
    name: 'Shop',
    colour: '#0b6e5a',
    side: 'left',
    languages: ['de', 'en'],
    greeting: { de: 'Hallo!' },
    usuallyAnswersInMs: null,
  });
  const stored = { ...shownSettings('Shop', values), usuallyAnswersInMs: 1_000 };
  expect(shownSettings('', { colour: '#0b6' }, stored)).toMatchObject({
    name: 'Shop',
    colour: '#0b6e5a',
    usuallyAnswersInMs: 1_000,
  });
});
