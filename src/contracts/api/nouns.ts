import type * as z from 'zod';
import { Alert, Severity, Source } from '../alert.ts';
import { Blind, Diagnosis, Finding, Judgement } from '../diagnosis.ts';
import { EvidenceLine } from '../evidence.ts';
import { Problem } from '../fault.ts';
import { EvidenceRecord, FindingRecord, Incident, IncidentStatus, Triage } from '../incident.ts';
import { Instant } from '../instant.ts';
import { Json, PatchOp } from '../json.ts';
import { ObjectRef } from '../kube.ts';
import { Letters } from '../letters.ts';
import { Actor, EventName, LogEntry } from '../log.ts';
import { ActionCall, BlastRadius, Change, Claim, Effect, Plan, Rehearsal, Risk, Target } from '../plan.ts';
import { Condition, Flags, Policy, PolicyDecision, SettingStamp } from '../policy.ts';
import { Decision, EffectRecord, HoldStatus, Outcome, Proposal, Remediation } from '../remediation.ts';
import { DiagnosisSettings, Guardrails, Recovery, SettingName, TriageSettings, Workflow } from '../settings.ts';
import { DeadLetter, Role } from '../stored.ts';
import { Answered, AnswerRequest } from './answers.ts';
import { Approvals } from './approvals.ts';
import { DeadLetterList, DeadLetterPage, DeadLetterReplayed } from './dead-letters.ts';
import { BatchDecided, BatchRequest, Decided, DecisionRequest } from './decisions.ts';
import { DeliveryTaken } from './deliveries.ts';
import { OpenApi } from './described.ts';
import { Alive, Ready } from './health.ts';
import { HoldList, ShownHold } from './holds.ts';
import { HookList, HookSecret, NewHook, ShownHook } from './hooks.ts';
import { IncidentList, IncidentPage, OpenHold, SeenAlert } from './incidents.ts';
import { OpenedLink, OpenLinkRequest } from './links.ts';
import { LiveTicket } from './live.ts';
import { IncidentLog } from './log.ts';
import { ApprovalRequired } from './proposals.ts';
import { SessionClosed, SessionOpened, SessionRequest } from './session.ts';
import { Setting, SettingDocument, SettingSaved } from './settings.ts';
import { SignIn, SiteFacts } from './site.ts';
import { StopRequest, StopState } from './stop.ts';
import { NewToken, ShownToken, TokenEnded, TokenList, TokenMade } from './tokens.ts';
import { Me, NewUser, ShownUser, SignInLink, UserAdded, UserEdit, UserList } from './users.ts';

/** Every shape that readers of the API know by a name. What is not here stands where it is used. */
export const nouns: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  ActionCall: [ActionCall, 'An action of the catalogue with its parameters. Never a command.'],
  Actor: [Actor, 'Who did something: the system, a person or a hook.'],
  Alert: [Alert, 'One alarm in our words. What its sender did not say is absent.'],
  Alive: [Alive, 'It runs.'],
  Answered: [Answered, 'The hold waits for its yes or no again.'],
  AnswerRequest: [AnswerRequest, 'What is said to a question. Neither a yes nor a no.'],
  ApprovalRequired: [ApprovalRequired, 'The plan waits for a person; with what a client needs to ask one.'],
  Approvals: [Approvals, "How an incident's approvals stand, for clients that poll."],
  BatchDecided: [BatchDecided, 'What one answer to several plans decided, and what it left out.'],
  BatchRequest: [BatchRequest, 'One answer to several plans of an incident, each named by its hash.'],
  BlastRadius: [BlastRadius, 'How many workloads, replicas and services a plan touches.'],
  Blind: [Blind, 'What could not be looked at, and why.'],
  Change: [Change, 'One field as it was and as it will be; absent: the field is not there.'],
  Claim: [Claim, 'What a plan rests on; it is proven again before the plan runs.'],
  DeadLetter: [DeadLetter, 'An alarm that came and could not be read.'],
  DeadLetterList: [DeadLetterList, 'A page of dead letters, newest first.'],
  DeadLetterPage: [DeadLetterPage, 'A dead letter with what arrived, as text.'],
  DeadLetterReplayed: [DeadLetterReplayed, 'It is on the queue again.'],
  Decided: [Decided, 'How the hold stands after an answer.'],
  Decision: [Decision, "One person's answer to one hold."],
  DecisionRequest: [DecisionRequest, 'Yes, no or a question, to the plan of this hash.'],
  DeliveryTaken: [DeliveryTaken, 'The delivery is on the queue.'],
  Diagnosis: [Diagnosis, 'What was found, what was not, and what could not be seen.'],
  DiagnosisSettings: [DiagnosisSettings, 'How much is looked at.'],
  Effect: [Effect, 'One write: a guarded patch and its inverse. Secret values are shown as pseudonyms.'],
  EffectRecord: [EffectRecord, 'What became of one write.'],
  EventName: [EventName, 'What can happen, in past tense.'],
  EvidenceLine: [EvidenceLine, 'Where something was read and what it says there.'],
  EvidenceRecord: [EvidenceRecord, 'What was read, from where and when; its body by hash.'],
  Finding: [Finding, 'A cause, the object a person would change, and who suffers from it.'],
  FindingRecord: [FindingRecord, 'A finding as it is kept, with what it rests on.'],
  Flags: [Flags, 'What a band lets a plan do. Only these act.'],
  Guardrails: [Guardrails, 'Bounds of what an action may write.'],
  HoldList: [HoldList, 'Everything that waits for a person, highest risk first.'],
  HoldStatus: [HoldStatus, 'How a question to people stands.'],
  HookList: [HookList, 'A page of hooks.'],
  HookSecret: [HookSecret, 'A hook with its new secret, shown in this answer only.'],
  Incident: [Incident, 'The head of an incident.'],
  IncidentList: [IncidentList, 'A page of incidents, newest first.'],
  IncidentLog: [IncidentLog, "Entries of an incident's log, oldest first."],
  IncidentPage: [IncidentPage, 'Everything about one incident.'],
  IncidentStatus: [IncidentStatus, 'How an incident stands.'],
  Instant: [Instant, 'A moment in UTC, to the millisecond, always as wide.'],
  Json: [Json, 'Any JSON value.'],
  Judgement: [Judgement, 'What an analyzer says of a sick object.'],
  Letters: [Letters, 'The texts of letters, with words in braces.'],
  LiveTicket: [LiveTicket, 'What opens the live line, once and within a minute.'],
  LogEntry: [LogEntry, 'One entry of the audit chain; its hash covers all of it and the entry before.'],
  Me: [Me, 'Who is signed in.'],
  NewHook: [NewHook, 'A new address for a sender.'],
  NewToken: [NewToken, 'What a program is to speak for, and how long.'],
  NewUser: [NewUser, 'Somebody who may sign in.'],
  ObjectRef: [ObjectRef, 'One object of a cluster.'],
  OpenApi: [OpenApi, 'This document.'],
  OpenedLink: [OpenedLink, 'What the link in a letter asks about, and how it stands.'],
  OpenHold: [OpenHold, 'A question that waits, or waited, for a person.'],
  OpenLinkRequest: [OpenLinkRequest, 'A link as it stood behind the `#`.'],
  Outcome: [Outcome, 'What a remediation came to.'],
  PatchOp: [PatchOp, 'One operation of a JSON Patch (RFC 6902).'],
  Plan: [Plan, 'What people approve: cause, evidence, change, way back.'],
  Policy: [Policy, 'Bands and the conditions that choose one, as a whole.'],
  PolicyCondition: [Condition, 'When a band applies. All that is named must hold.'],
  PolicyDecision: [PolicyDecision, 'What policy said to a plan, and by which version of it.'],
  Problem: [Problem, 'Every error (RFC 9457): `title` is its word, `hint` says what to do.'],
  Proposal: [Proposal, 'One attempt to mend a finding.'],
  Ready: [Ready, 'Each dependency by name.'],
  Recovery: [Recovery, 'How recovery is judged.'],
  Rehearsal: [Rehearsal, 'How the plan went when it was tried, both ways, changing nothing.'],
  Remediation: [Remediation, 'One finding to be mended.'],
  Risk: [Risk, 'How much an action can break.'],
  Role: [Role, 'What a person may do here.'],
  SeenAlert: [SeenAlert, 'An alarm of an incident, and how often it was sent.'],
  SessionClosed: [SessionClosed, 'Whether there was a session to end.'],
  SessionOpened: [SessionOpened, 'Who is signed in now; the session is a cookie.'],
  SessionRequest: [SessionRequest, 'The code of a sign-in link.'],
  Setting: [Setting, 'A document as it decides now. `name` says which.'],
  SettingDocument: [SettingDocument, 'A whole document of the setting that the address names.'],
  SettingName: [SettingName, 'The documents people tune.'],
  SettingSaved: [SettingSaved, 'The version an edit has become.'],
  SettingStamp: [SettingStamp, 'Which document something was decided by.'],
  Severity: [Severity, 'How bad it is.'],
  ShownHold: [ShownHold, 'A question with all that whoever answers must see.'],
  ShownHook: [ShownHook, 'Where a sender posts to and how it proves itself; never with what.'],
  ShownToken: [ShownToken, 'What speaks for somebody; never the token itself.'],
  ShownUser: [ShownUser, 'A user, with the version an edit must name.'],
  SignIn: [SignIn, 'How people sign in.'],
  SignInLink: [SignInLink, 'Opens the home once, as that user; shown in this answer only.'],
  SiteFacts: [SiteFacts, 'What a console must know before anybody has signed in.'],
  Source: [Source, 'Senders of alarms that are read here.'],
  StopRequest: [StopRequest, 'Whether the kill switch shall be on.'],
  StopState: [StopState, 'Whether the kill switch is on, since when and by whom.'],
  Target: [Target, 'What a person would change: the workload, not its pod.'],
  TokenEnded: [TokenEnded, 'A token or session that is void from now on.'],
  TokenList: [TokenList, 'A page of tokens and sessions.'],
  TokenMade: [TokenMade, 'A new token, shown in this answer only.'],
  Triage: [Triage, 'How bad, about what, and whether it is real.'],
  TriageSettings: [TriageSettings, 'Words that triage goes by.'],
  UserAdded: [UserAdded, 'The new user, with a link to hand on where links sign in.'],
  UserEdit: [UserEdit, 'What is to change about a user; the rest stays.'],
  UserList: [UserList, 'A page of users.'],
  Workflow: [Workflow, 'Times and windows of the workflow.'],
};
