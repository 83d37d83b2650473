// Made from line.proto by `npm run generate`. Do not edit.

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
  readonly queue: string;
  /** empty: any agent */
  readonly skill: string;
  readonly level: number;
  readonly language: string;
  /** how long an agent's telephone rings */
  readonly ringMs: number;
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
  readonly reason: 'hungUp' | 'served' | 'transferred' | 'message' | 'refused' | 'failed';
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

export interface AgentRegistered {
  readonly type: 'AgentRegistered';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  /** epoch milliseconds */
  readonly expires: number;
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
  | AgentRegistered
  | AgentUnregistered
  | AgentLoggedIn
  | AgentLoggedOut
  | AgentReadied
  | AgentPaused
  | WrapUpDone
  | OfferMissed
  | CallOffered
  | OfferWithdrawn
  | WrapUpStarted;
