import { STSClient } from '@aws-sdk/client-sts';
import { eksConnections } from '../../adapters/aws/eks-connections.ts';
import { clientOptions } from './client-options.ts';

/** Loaded with the first cluster in EKS: those who have none, or open none this time, need not wait for it. */
export const eks = () =>
  eksConnections({
    sts: new STSClient(clientOptions),
    // As every client of the SDK finds an emulator.
    eksEndpoint: process.env.AWS_ENDPOINT_URL_EKS ?? process.env.AWS_ENDPOINT_URL,
  });
