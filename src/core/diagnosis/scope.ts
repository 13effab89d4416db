/** What a diagnosis is about: everything readable, one namespace, or one object and what belongs to it. */
export interface Scope {
  namespace?: string;
  object?: { kind: string; namespace?: string; name: string };
}

export const namespaceOf = (scope: Scope): string | undefined => scope.object?.namespace ?? scope.namespace;
