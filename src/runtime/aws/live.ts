import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { postToConnection } from '../../adapters/aws/post-to-connection.ts';
import type { Live } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

/** Patience with a line is short: behind it wait entries for everybody else, and who misses one reads it up. */
const impatient = { ...clientOptions.requestHandler, connectionTimeout: 1_000, requestTimeout: 2_000 };

export const live = shared((environment): Live => {
  const options = { ...clientOptions, maxAttempts: 2, requestHandler: impatient };
  return postToConnection({
    client: new ApiGatewayManagementApiClient({ ...options, endpoint: environment('LIVE_ENDPOINT') }),
  });
});
