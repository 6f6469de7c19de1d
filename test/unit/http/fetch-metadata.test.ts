import { describe, expect, it } from 'vitest';
import { checkFetchMetadata } from '../../../src/http/fetch-metadata.ts';

describe('checkFetchMetadata', () => {
  it.each([undefined, 'none', 'same-origin'])('lets Sec-Fetch-Site %s pass', (site) => {
    expect(checkFetchMetadata(site === undefined ? {} : { 'sec-fetch-site': site })).toBeUndefined();
  });

  it.each(['cross-site', 'same-site', '', 'NONE'])('refuses Sec-Fetch-Site %j', (site) => {
    expect(checkFetchMetadata({ 'sec-fetch-site': site })).toMatch(/^Forbidden: calls from other web pages/);
  });

  it.each(['sec-purpose', 'purpose'])('refuses what a browser fetches ahead, said by %s', (name) => {
    const headers = { 'sec-fetch-site': 'none', [name]: 'prefetch' };
    expect(checkFetchMetadata(headers)).toMatch(/^Forbidden: .* ahead$/);
  });
});
