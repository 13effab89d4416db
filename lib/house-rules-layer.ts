import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { places } from './places.ts';

/** The defaults of every setting: data only. A tenant's own version of a document goes before it. */
export class HouseRulesLayer extends Construct {
  readonly layer: LayerVersion;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.layer = new LayerVersion(this, 'Layer', {
      code: Code.fromAsset(places.layers),
      compatibleArchitectures: [Architecture.ARM_64],
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      description: 'Policy, guardrails, triage, diagnosis, recovery and workflow settings',
    });
  }
}
