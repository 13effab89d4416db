import { appTemplate, openPractice } from '../../src/adapters/practice/index.ts';
import { virtualClock } from '../adapters/practice/virtual-clock.ts';
import { clustersContract } from './clusters-contract.ts';

clustersContract('the practice cluster', async () => {
  const clock = virtualClock();
  const practice = openPractice({ path: ':memory:', clock, scenarios: [] });
  let made = 0;
  return {
    cluster: async (identity) => practice.cluster(identity),
    async workload() {
      made += 1;
      const namespace = `contract-${made}`;
      const image = 'registry.example/app:1';
      practice.seed({
        namespace,
        workloads: [
          {
            name: 'greeter',
            replicas: 2,
            revisions: [
              {
                ago: 60,
                template: appTemplate(
                  'greeter',
                  { image, resources: { limits: { memory: '256Mi' } } },
                  { GREETING: 'hello' },
                ),
              },
            ],
            needs: { memory: '128Mi', goodImages: [image] },
          },
        ],
      });
      return { namespace, name: 'greeter' };
    },
    tooLittleMemory: '64Mi',
    missingImage: 'registry.example/app:9',
    settle: async () => clock.pass(1_000),
    close: async () => practice.close(),
  };
});
