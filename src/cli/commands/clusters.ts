import type { Command } from 'commander';
import { line } from '../print.ts';
import { sessionOf } from '../session.ts';

export function clusterCommands(program: Command): void {
  const clusters = program.command('clusters').description('what a cluster has to be given');
  clusters
    .command('manifests')
    .description(
      "the three groups' rights and the policy that keeps rehearsals dry, for `kubectl apply -f -` on any cluster, in EKS too",
    )
    .action(async (_options: object, command: Command) => {
      const { clusterManifests } = await import('../../runtime/local/cluster-manifests.ts');
      // Not a table for people but a file for a program: the plain form is YAML.
      line(clusterManifests(sessionOf(command).format === 'json' ? 'json' : 'yaml'));
    });
}
