import { stringify } from 'yaml';
import type { Identity } from '../../contracts/identities.ts';
import { dryRunPolicy } from './dry-run-policy.ts';
import { executorGrants } from './executor.grants.ts';
import { type Manifest, rbac } from './rbac.ts';
import { type Grant, readerGrants } from './reader.grants.ts';
import { rehearserGrants } from './rehearser.grants.ts';

export type Grants = { readonly [I in Identity]: readonly Grant[] };

/** What this adapter really uses, as it says itself. */
export const usedGrants: Grants = { reader: readerGrants, rehearser: rehearserGrants, executor: executorGrants };

/** All that a cluster needs before Mendgate may look at it. The policy comes first: no moment in which a rehearser may write. */
export const manifests = (grants: Grants = usedGrants): Manifest[] => [...dryRunPolicy(), ...rbac(grants)];

/** The same as one YAML stream, for `kubectl apply -f -`. */
export const manifestsYaml = (grants: Grants = usedGrants): string =>
  manifests(grants)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
