/** Bytes as people write them in a manifest: whole Mi, or Gi where that is exact. */
export function bytesText(bytes: number): string {
  if (bytes >= 2 ** 30 && bytes % 2 ** 30 === 0) return `${bytes / 2 ** 30}Gi`;
  if (bytes >= 2 ** 20) return `${Math.round(bytes / 2 ** 20)}Mi`;
  return `${Math.round(bytes / 2 ** 10)}Ki`;
}

export const coresText = (cores: number): string => `${Math.round(cores * 1000)}m`;
