/** @source Bitcoin Core src/util/strencodings.cpp SAFE_CHARS_DEFAULT */
const UNSAFE_CHARACTERS = /[^a-zA-Z0-9 .,;\-_/:?@()]/g;

/** A stranger's text without what could harm a log or a shell. @source Bitcoin Core src/util/strencodings.cpp SanitizeString */
export function sanitizeText(text: string): string {
  return text.replaceAll(UNSAFE_CHARACTERS, '');
}
