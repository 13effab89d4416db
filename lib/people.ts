import { Aws, Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AccountRecovery, FeaturePlan, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { DeployContext } from './context.ts';

/**
 * Whose tokens are people's: those of the issuer the context names, else those of a user pool made here. A token only says
 * who somebody is; tenant and roles stand in Mendgate's own records.
 */
export class People extends Construct {
  readonly issuer: string;
  readonly audience: string;
  readonly authorizer: HttpJwtAuthorizer;

  constructor(scope: Construct, id: string, props: { context: DeployContext; removalPolicy: RemovalPolicy }) {
    super(scope, id);
    const { issuer, audience } = props.context;
    if (issuer !== undefined && audience !== undefined) {
      this.issuer = issuer;
      this.audience = audience;
    } else {
      const pool = this.pool(props.removalPolicy);
      const client = pool.addClient('Client', {
        userPoolClientName: Stack.of(this).stackName,
        // Browser sign-in comes with the console; until then an operator asks for a token with their own AWS rights.
        authFlows: { adminUserPassword: true, userSrp: true },
        disableOAuth: true,
        preventUserExistenceErrors: true,
        accessTokenValidity: Duration.hours(1),
        idTokenValidity: Duration.hours(1),
        refreshTokenValidity: Duration.hours(12),
      });
      // Written out: emulators do not know the attribute that holds the same.
      this.issuer = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${pool.userPoolId}`;
      this.audience = client.userPoolClientId;
    }
    this.authorizer = new HttpJwtAuthorizer('People', this.issuer, { jwtAudience: [this.audience] });
  }

  private pool(removalPolicy: RemovalPolicy): UserPool {
    const pool = new UserPool(this, 'Pool', {
      userPoolName: Stack.of(this).stackName,
      // People are invited: who may decide about production is no matter of signing up.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: removalPolicy !== 'destroy',
      removalPolicy,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'The plus plan is billed per active user; a second factor is required of everybody, and any issuer may take its place.',
    });
    return pool;
  }
}
