import { stringify } from 'yaml';
import { defaultGrants } from './default-grants.ts';
import { dryRunPolicy } from './dry-run-policy.ts';
import { type Grants, type Manifest, rbac } from './rbac.ts';

/** All that a cluster needs before Mendgate may look at it. The policy comes first: no moment in which a rehearser may write. */
export const manifests = (grants: Grants = defaultGrants): Manifest[] => [...dryRunPolicy(), ...rbac(grants)];

export const manifestsYaml = (grants: Grants = defaultGrants): string =>
  manifests(grants)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
