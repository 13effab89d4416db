import { memoryExecutions } from '../../src/asl/index.ts';
import { executionsContract } from './executions-contract.ts';

executionsContract('memory', () => ({ store: memoryExecutions() }));
