import type { IncomingHttpHeaders } from 'node:http';

/**
 * A web page can make its visitor's browser GET any address, in an image or a link, without an `Origin` that would
 * show it. The browser says on whose behalf it asks; programs such as curl say nothing and pass. So does a person who
 * typed the address, but not a browser that only guesses what will be typed.
 * @returns what to tell the client, or undefined where it may go on
 * @source W3C Fetch Metadata Request Headers
 */
export function checkFetchMetadata(headers: IncomingHttpHeaders): string | undefined {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'Forbidden: calls from other web pages are not served';
  }
  const purpose = headers['sec-purpose'] ?? headers['purpose'];
  return purpose === undefined ? undefined : 'Forbidden: this address is not to be fetched ahead';
}
