/**
 * What every letter says of itself: no machine is to answer it (RFC 3834, and what Exchange goes by), and the same letter sent
 * twice has the same number, whatever the servers along the way make of its Message-ID.
 */
export const mailHeaders = (id: string): Readonly<Record<string, string>> => ({
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
  'X-Mendgate-Letter': id,
});

/** One address and nothing else: no list, no name, no line of its own. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,190}$/u.test(text);
