import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/**
 * What signs hold links. To change it, give it a new value (docs/operate.md, "Mail"): links signed with the one before are
 * taken as long as it is the previous version.
 */
export class LinksKey extends Construct {
  constructor(scope: Construct, id: string, props: { prefix: string }) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      secretName: `${props.prefix}/links`,
      description: `${Stack.of(this).stackName}: signs the links in letters about holds`,
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      // It is worth as much as the links it signed, which live for hours.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A link alone decides nothing, and lives for hours; a new value is one command and needs no function.',
    });
  }
}
