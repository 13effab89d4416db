import { Aws, Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  AccountRecovery,
  CfnUserPoolClient,
  CfnUserPoolUser,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
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
  /** The origins a browser speaks to when it signs in: what the issuer says of itself, and where codes become tokens. */
  readonly origins: readonly string[];
  private readonly client?: UserPoolClient;

  constructor(scope: Construct, id: string, props: { context: DeployContext; removalPolicy: RemovalPolicy }) {
    super(scope, id);
    const { issuer, audience, owner, tokenOrigin } = props.context;
    if (issuer !== undefined && audience !== undefined) {
      this.issuer = issuer;
      this.audience = audience;
      this.origins = [new URL(issuer).origin, ...(tokenOrigin === undefined ? [] : [tokenOrigin])];
    } else {
      const pool = this.pool(props.removalPolicy);
      if (owner !== undefined) this.invite(pool, owner);
      // Its pages are where people sign in; its name is known in all of AWS, so the account is part of it.
      const name = Stack.of(this)
        .stackName.toLowerCase()
        .replaceAll(/aws|amazon|cognito/g, 'x');
      const domain = pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `${name}-${Aws.ACCOUNT_ID}` } });
      this.client = pool.addClient('Client', {
        userPoolClientName: Stack.of(this).stackName,
        // Whoever holds rights in the account may ask for a token without a browser.
        authFlows: { adminUserPassword: true, userSrp: true },
        // A browser keeps no secret: the code it gets is bound to a proof of its own (PKCE).
        generateSecret: false,
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        },
        // The mail is what invitations go by: only who runs the pool changes it.
        writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }),
        preventUserExistenceErrors: true,
        accessTokenValidity: Duration.hours(1),
        idTokenValidity: Duration.hours(1),
        refreshTokenValidity: Duration.hours(12),
      });
      // Written out: emulators do not know the attribute that holds the same.
      this.issuer = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${pool.userPoolId}`;
      this.audience = this.client.userPoolClientId;
      this.origins = [`https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`, domain.baseUrl()];
    }
    this.authorizer = new HttpJwtAuthorizer('People', this.issuer, { jwtAudience: [this.audience] });
  }

  /** Where browsers come back to after signing in. Known last: the front door stands on the gateway. */
  comeBackTo(url: string): void {
    const client = this.client?.node.defaultChild;
    if (!(client instanceof CfnUserPoolClient)) return;
    client.callbackUrLs = [`${url}/sign-in`];
    client.logoutUrLs = [url];
  }

  /** AWS writes to them, with a password for the first time. Their record here is made by `add-person`. */
  private invite(pool: UserPool, mail: string): void {
    new CfnUserPoolUser(this, 'Owner', {
      userPoolId: pool.userPoolId,
      username: mail,
      desiredDeliveryMediums: ['EMAIL'],
      userAttributes: [
        { name: 'email', value: mail },
        { name: 'email_verified', value: 'true' },
      ],
    });
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
