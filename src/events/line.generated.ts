// Made from line.proto by `npm run generate`. Do not edit.

export interface Skill {
  readonly name: string;
  /** 1 to 5 */
  readonly level: number;
}

/** An INVITE for a line came in by a trunk and was admitted. */
export interface CallArrived {
  readonly type: 'CallArrived';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly line: string;
  readonly trunk: string;
  /** E.164, or as received when it cannot be normalised; empty when withheld or unknown */
  readonly caller: string;
  /** RFC 3323 privacy was asked for */
  readonly withheld: boolean;
  /** the INVITE had no SDP */
  readonly lateOffer: boolean;
  /** the trunk carries early media for so long */
  readonly earlyMediaSeconds?: number;
  /** keys pass before the answer */
  readonly earlyKeys: boolean;
  /** admitted on the reserve: it only hears the full message */
  readonly full: boolean;
  /** user part of the request URI */
  readonly dialled: string;
  /** number of the entry whose ConfigurationActivated the call keeps to its end */
  readonly configuration: number;
  /** JSON: what another process needs to answer or refuse the INVITE */
  readonly handle: string;
}

/** A call that was refused at the door: no session was made. */
export interface CallRefused {
  readonly type: 'CallRefused';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** address of the peer */
  readonly source: string;
  /** SIP status sent */
  readonly status: number;
  readonly reason: string;
}

/** The caller hears the line: by early media, or answered. */
export interface MediaConnected {
  readonly type: 'MediaConnected';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly answered: boolean;
  /** JSON: what another process needs to take the endpoint up */
  readonly media: string;
}

export interface MediaFailed {
  readonly type: 'MediaFailed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** SIP status to refuse with: 488 no common codec, 503 no media server */
  readonly status: number;
  readonly reason: string;
}

/** What was being said has ended: to the end, by a key, or without a sound (a prompt missing on the media server). */
export interface SayEnded {
  readonly type: 'SayEnded';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly sayId: number;
  readonly key?: string;
  readonly failed: boolean;
}

export interface CallAnswered {
  readonly type: 'CallAnswered';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** JSON: what another process needs to take the dialog up */
  readonly leg: string;
}

export interface CallerHungUp {
  readonly type: 'CallerHungUp';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** bye, cancel, media-timeout, session-timeout, drain */
  readonly cause: string;
}

/** An agent took the offer; the leg stands and can be bridged. */
export interface OfferAccepted {
  readonly type: 'OfferAccepted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly agent: string;
  readonly offerId: string;
}

/** The agent or the centre to whom the caller was talking hung up. */
export interface PartyHungUp {
  readonly type: 'PartyHungUp';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly party: string;
}

export interface BridgeFailed {
  readonly type: 'BridgeFailed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** agent:<account> or centre:<name> */
  readonly party: string;
  readonly reason: string;
}

export interface TransferAccepted {
  readonly type: 'TransferAccepted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly centre: string;
}

export interface TransferFailed {
  readonly type: 'TransferFailed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly centre: string;
  readonly reason: 'busy' | 'noAnswer' | 'rejected' | 'unreachable' | 'closed' | 'full';
}

export interface TimerFired {
  readonly type: 'TimerFired';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly timer: string;
}

/** The caller and the party hear each other. */
export interface CallBridged {
  readonly type: 'CallBridged';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** agent:<account> or centre:<name> */
  readonly party: string;
}

/** The media server that held the caller's audio is gone; the dialog stands. */
export interface MediaLost {
  readonly type: 'MediaLost';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
}

/** A key in no menu: while music plays, or during a talk. */
export interface KeyPressed {
  readonly type: 'KeyPressed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly key: string;
  /** who pressed it; empty: the caller */
  readonly party: string;
}

/** An INVITE to an agent, a centre or a caller to be called back is on the wire. */
export interface LegDialled {
  readonly type: 'LegDialled';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** the offer's id; <call id>/<party>/<n> for a centre or a callback */
  readonly leg: string;
  /** agent:<account>, centre:<name> or callback */
  readonly party: string;
  /** the SIP server's, by which another process cancels it */
  readonly transaction: string;
  /** JSON: its endpoint */
  readonly media: string;
}

/** It was answered: the dialog stands. */
export interface LegAnswered {
  readonly type: 'LegAnswered';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly leg: string;
  /** JSON: what another process needs to take the dialog up */
  readonly handle: string;
  /** JSON: its endpoint, where that is another by now */
  readonly media: string;
}

export interface LegEnded {
  readonly type: 'LegEnded';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly leg: string;
  readonly cause: string;
}

/** After a takeover: what of the call still stands. */
export interface CallAdopted {
  readonly type: 'CallAdopted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** the caller hears the line */
  readonly heard: boolean;
  /** the party's leg stands */
  readonly party: boolean;
}

export interface MediaRequested {
  readonly type: 'MediaRequested';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly mode: 'early' | 'answer' | 'again';
}

export interface StepEntered {
  readonly type: 'StepEntered';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly step: string;
  readonly language: string;
  /** 1 for the first time the menu is said */
  readonly attempt: number;
}

/** Prompts are said; keys is true where a key ends them. */
export interface SayStarted {
  readonly type: 'SayStarted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly sayId: number;
  readonly prompts: readonly string[];
  readonly language: string;
  readonly keys: boolean;
  /** how long a key is awaited after the last prompt */
  readonly waitMs: number;
}

export interface QueueJoined {
  readonly type: 'QueueJoined';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** of the line; centre:<name> for a level-2 centre that our own agents serve */
  readonly queue: string;
  readonly language: string;
  readonly line: string;
  /** E.164; empty when withheld or unknown */
  readonly caller: string;
  /** the call's: its queue's rules are kept to its end */
  readonly configuration: number;
}

export interface MusicStarted {
  readonly type: 'MusicStarted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly music: string;
}

export interface AnswerRequested {
  readonly type: 'AnswerRequested';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
}

export interface BridgeRequested {
  readonly type: 'BridgeRequested';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly party: string;
}

export interface TransferRequested {
  readonly type: 'TransferRequested';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly centre: string;
  readonly how: 'bridge' | 'redirect' | 'refer';
  readonly emergency: boolean;
}

/** A provisional response, so that the network keeps an early call (I9). */
export interface ProgressRequested {
  readonly type: 'ProgressRequested';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
}

export interface TimerSet {
  readonly type: 'TimerSet';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly timer: string;
  /** epoch milliseconds */
  readonly due: number;
}

/** A call that was never answered is refused. */
export interface CallRejected {
  readonly type: 'CallRejected';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly status: number;
  readonly reason: string;
}

/** The call is over, for a stated reason (I2). */
export interface CallEnded {
  readonly type: 'CallEnded';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly reason: 'hungUp' | 'served' | 'transferred' | 'message' | 'refused' | 'failed' | 'callbackMissed';
  readonly detail: string;
}

/** A step, its menu or the hours chose where the call goes. */
export interface TargetChosen {
  readonly type: 'TargetChosen';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly step: string;
  readonly via: 'key' | 'otherwise' | 'next' | 'closed' | 'failed';
  /** the key, where via is key */
  readonly key: string;
}

/** An early call is about to be answered, so billed: the caller is told first (I9). */
export interface AnswerAnnounced {
  readonly type: 'AnswerAnnounced';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
}

/** The caller goes elsewhere by choice or by a rule; the place is given up. */
export interface QueueLeft {
  readonly type: 'QueueLeft';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly queue: string;
  readonly reason: 'chosen' | 'overflow' | 'emergency';
}

/** The caller wants to be called back at this number; the centre registers or denies it. */
export interface CallbackAsked {
  readonly type: 'CallbackAsked';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** E.164 */
  readonly number: string;
}

/** The person called back pressed the key: the caller stands at the kept place. */
export interface CallbackAccepted {
  readonly type: 'CallbackAccepted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
}

export interface CallbackMissed {
  readonly type: 'CallbackMissed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly reason: 'noAnswer' | 'busy' | 'rejected' | 'unreachable' | 'noKey' | 'hungUp' | 'failed';
}

/** Somebody is in danger: the call leaves at once, whatever the queue, the hours and the capacity. */
export interface EmergencyRaised {
  readonly type: 'EmergencyRaised';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly via: 'key' | 'number' | 'agent' | 'step';
  /** its destination */
  readonly centre: string;
  /** the agent or author; empty: the caller */
  readonly by: string;
}

/** The agent speaks with the centre while the caller hears music (warm escalation). */
export interface ConsultRequested {
  readonly type: 'ConsultRequested';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** the agent */
  readonly party: string;
  /** the centre */
  readonly other: string;
}

/** Caller, agent and centre hear each other. */
export interface ConferenceRequested {
  readonly type: 'ConferenceRequested';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
}

/** This party's part in the call is over: its leg is hung up, the call goes on. */
export interface PartyReleased {
  readonly type: 'PartyReleased';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly party: string;
}

/** The caller's own leg is hung up; the call goes on without it (a callback keeps the place). */
export interface LegsReleased {
  readonly type: 'LegsReleased';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
}

export interface AgentRegistered {
  readonly type: 'AgentRegistered';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  /** epoch milliseconds */
  readonly expires: number;
  readonly contact: string;
  /** where requests are sent when the contact names another address; else empty */
  readonly via: string;
  readonly address: string;
}

export interface AgentUnregistered {
  readonly type: 'AgentUnregistered';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
}

export interface AgentLoggedIn {
  readonly type: 'AgentLoggedIn';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  readonly by: string;
}

export interface AgentLoggedOut {
  readonly type: 'AgentLoggedOut';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  readonly by: string;
}

export interface AgentReadied {
  readonly type: 'AgentReadied';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  readonly by: string;
}

export interface AgentPaused {
  readonly type: 'AgentPaused';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  readonly reason: string;
  readonly by: string;
}

/** Wrap-up ended: by the agent, or because its time was over. */
export interface WrapUpDone {
  readonly type: 'WrapUpDone';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  readonly by: string;
}

export interface OfferMissed {
  readonly type: 'OfferMissed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly agent: string;
  readonly offerId: string;
  readonly reason: 'noAnswer' | 'busy' | 'rejected' | 'unreachable' | 'failed';
}

/** Skills and languages as they are from now on. */
export interface AgentChanged {
  readonly type: 'AgentChanged';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  readonly skills: readonly Skill[];
  readonly languages: readonly string[];
  readonly by: string;
}

export interface WrapUpExtended {
  readonly type: 'WrapUpExtended';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  /** epoch milliseconds */
  readonly until: number;
  readonly by: string;
}

/** What the admin's files said when they were checked: lines, centres, agents without secrets. */
export interface ConfigurationActivated {
  readonly type: 'ConfigurationActivated';
  /** Epoch milliseconds. */
  readonly at: number;
  /** JSON */
  readonly configuration: string;
  readonly by: string;
}

export interface NodeStarted {
  readonly type: 'NodeStarted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly node: string;
}

/** The time that the distributor waited for has come. */
export interface DueReached {
  readonly type: 'DueReached';
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface CentreUp {
  readonly type: 'CentreUp';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly centre: string;
}

export interface CentreDown {
  readonly type: 'CentreDown';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly centre: string;
  readonly reason: string;
}

export interface CallOffered {
  readonly type: 'CallOffered';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly agent: string;
  readonly offerId: string;
  readonly ringMs: number;
}

export interface OfferWithdrawn {
  readonly type: 'OfferWithdrawn';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly agent: string;
  readonly offerId: string;
}

export interface WrapUpStarted {
  readonly type: 'WrapUpStarted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  /** epoch milliseconds */
  readonly until: number;
}

/** A call dropped while it waited was dialled again within the window: it has its place back. */
export interface PlaceResumed {
  readonly type: 'PlaceResumed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** id of the call that was dropped */
  readonly former: string;
}

/** The caller is told the place and the expected wait. */
export interface WaitAnnounced {
  readonly type: 'WaitAnnounced';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  /** on joining the queue */
  readonly entry: boolean;
  /** 1: next */
  readonly position: number;
  /** expected wait, 10th to 90th percentile; absent: not told */
  readonly lowMs?: number;
  readonly highMs?: number;
  /** the caller will not be served before the line closes */
  readonly beyondClosing: boolean;
}

/** A rule of the queue sends the caller on. The place is kept until another takes the call. */
export interface CallOverflowed {
  readonly type: 'CallOverflowed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly reason: 'waited' | 'expected' | 'unstaffed' | 'full' | 'closed' | 'maxWait';
  /** index in the queue's overflow rules */
  readonly rule: number;
}

/** Where a transfer goes: the centre asked for, or the fallback that can take it now. Or it fails: TransferFailed. */
export interface CentreChosen {
  readonly type: 'CentreChosen';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly asked: string;
  readonly centre: string;
  readonly how: 'bridge' | 'redirect' | 'refer';
  readonly emergency: boolean;
}

export interface CallbackRegistered {
  readonly type: 'CallbackRegistered';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly number: string;
  /** epoch milliseconds: end of the window for retries */
  readonly until: number;
}

export interface CallbackDenied {
  readonly type: 'CallbackDenied';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly reason: 'number' | 'numberLimit' | 'dayLimit' | 'noPlace';
}

export interface CallbackDialled {
  readonly type: 'CallbackDialled';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly number: string;
  readonly attempt: number;
  readonly ringMs: number;
}

export interface CallbackGivenUp {
  readonly type: 'CallbackGivenUp';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
}

export interface CallerMoved {
  readonly type: 'CallerMoved';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly queue: string;
  readonly by: string;
}

export interface CallerPrioritised {
  readonly type: 'CallerPrioritised';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly priority: number;
  readonly by: string;
}

/** `message` is a prompt; empty: the line's own. */
export interface QueueClosed {
  readonly type: 'QueueClosed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly line: string;
  readonly queue: string;
  readonly message: string;
  readonly by: string;
}

export interface QueueReopened {
  readonly type: 'QueueReopened';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly line: string;
  readonly queue: string;
  readonly by: string;
}

export interface LineClosed {
  readonly type: 'LineClosed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly line: string;
  readonly message: string;
  readonly by: string;
}

export interface LineReopened {
  readonly type: 'LineReopened';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly line: string;
  readonly by: string;
}

export interface CrisisStarted {
  readonly type: 'CrisisStarted';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly line: string;
  readonly crisis: string;
  readonly by: string;
}

export interface CrisisEnded {
  readonly type: 'CrisisEnded';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly line: string;
  readonly by: string;
}

/** An agent hands the caller to a centre. */
export interface EscalationRequested {
  readonly type: 'EscalationRequested';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly centre: string;
  readonly how: 'cold' | 'warm';
  readonly by: string;
}

/** How a warm escalation goes on: the agent leaves the caller with the centre, joins them, or takes the caller back. */
export interface EscalationConcluded {
  readonly type: 'EscalationConcluded';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly callId: string;
  readonly how: 'leave' | 'join' | 'takeBack';
  readonly by: string;
}

/** Every event: facts and decisions. */
export type LineEvent =
  | CallArrived
  | CallRefused
  | MediaConnected
  | MediaFailed
  | SayEnded
  | CallAnswered
  | CallerHungUp
  | OfferAccepted
  | PartyHungUp
  | BridgeFailed
  | TransferAccepted
  | TransferFailed
  | TimerFired
  | CallBridged
  | MediaLost
  | KeyPressed
  | LegDialled
  | LegAnswered
  | LegEnded
  | CallAdopted
  | MediaRequested
  | StepEntered
  | SayStarted
  | QueueJoined
  | MusicStarted
  | AnswerRequested
  | BridgeRequested
  | TransferRequested
  | ProgressRequested
  | TimerSet
  | CallRejected
  | CallEnded
  | TargetChosen
  | AnswerAnnounced
  | QueueLeft
  | CallbackAsked
  | CallbackAccepted
  | CallbackMissed
  | EmergencyRaised
  | ConsultRequested
  | ConferenceRequested
  | PartyReleased
  | LegsReleased
  | AgentRegistered
  | AgentUnregistered
  | AgentLoggedIn
  | AgentLoggedOut
  | AgentReadied
  | AgentPaused
  | WrapUpDone
  | OfferMissed
  | AgentChanged
  | WrapUpExtended
  | ConfigurationActivated
  | NodeStarted
  | DueReached
  | CentreUp
  | CentreDown
  | CallOffered
  | OfferWithdrawn
  | WrapUpStarted
  | PlaceResumed
  | WaitAnnounced
  | CallOverflowed
  | CentreChosen
  | CallbackRegistered
  | CallbackDenied
  | CallbackDialled
  | CallbackGivenUp
  | CallerMoved
  | CallerPrioritised
  | QueueClosed
  | QueueReopened
  | LineClosed
  | LineReopened
  | CrisisStarted
  | CrisisEnded
  | EscalationRequested
  | EscalationConcluded;
