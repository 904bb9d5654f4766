// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The named limits of the link, in one place.
public enum Limits {
  /// The longest frame any radio here carries, bytes.
  public static let longestFrameBytes = 255
  /// The most source symbols a message may have; 12-bit ids leave room for repair symbols.
  public static let sourceSymbols = 700
  /// Message numbers open at once in one direction of a session: its lanes.
  package static let openMessages = 8
  /// After so many sealed messages a session is due for a re-key.
  package static let rekeyMessages = 192
  /// From this age on a session is due for a re-key.
  package static let rekeyAge = Duration.seconds(24 * 3600)
  /// Sessions kept only to finish what they began.
  package static let finishingSessions = 2
  /// Initiations sent for a new session that a person asked for, while no response comes.
  package static let rekeyTries = 8
  /// Requests for an echo that a person asked for, while no answer comes.
  package static let echoTries = 3
  /// How long an answer to it may take beyond that of a transfer: a slow machine is not a bad way.
  package static let echoPatience = Duration.seconds(1)
  /// Requests sent without pause when answers stay out; then the spacing doubles.
  package static let quickPolls = 16
  /// The first spacing of requests after the quick ones.
  package static let firstPollSpacing = Duration.seconds(2)
  /// The longest spacing of requests, and the longest a BUSY is honoured.
  package static let longestPollSpacing = Duration.seconds(600)
  /// Unanswered requests after which the peer is taken to have lost the session.
  package static let unansweredBeforeHandshake = 19
  /// Answers to requests with an equal sent count before the spacing rule applies.
  package static let quickAnswers = 16
  /// A responder begins no handshake of its own for so many times on air of an initiation after its
  /// response: twice the initiator would have repeated its own by then, or used the session.
  package static let confirmationAirtimes = 30
  /// Times a response is repeated for one and the same initiation.
  package static let responseRepetitions = 5
  /// Answers to initiations of one peer in any ``initiationAnswerWindow``, repetitions included.
  package static let initiationAnswers = 6
  /// The window of ``initiationAnswers``: on average one answer in ten seconds.
  package static let initiationAnswerWindow = Duration.seconds(60)
  /// Between two answers to initiations of one peer, in times on air of an initiation.
  package static let initiationAnswerSpacingAirtimes = 5
  /// Handshakes begun in a day because of authentic but stale initiations of one peer.
  package static let staleInitiationsPerDay = 8
  /// Between two such handshakes.
  package static let staleInitiationSpacing = Duration.seconds(600)
  /// The first spacing of repeated initiations, in times on air of one at home.
  package static let initiationSpacingAirtimes = 20
  /// The least spacing of initiations, in times on air where they are sent.
  package static let leastInitiationSpacingAirtimes = 8
  /// Moves to another meeting place that begin a new series of initiations.
  package static let initiationSeries = 4
  /// The longest spacing of repeated initiations.
  package static let longestInitiationSpacing = Duration.seconds(3600)
  /// Answers to initiations may use this part of the control reserve: one in so many.
  package static let handshakeShareDivisor = 4
  /// Frames with a wrong tag under one connection id after which a re-key is due.
  package static let failedTags = 1 << 20
  /// A session younger than this is not due for a re-key by ``failedTags``.
  package static let failedTagsRekeyAge = Duration.seconds(12 * 3600)
  /// The longest time a BUSY asks for, in tens of seconds; it doubles from one.
  package static let longestBusyTens: UInt8 = 6
  /// So long after a message opened a request is not answered BUSY: it may be stored any moment.
  package static let quietStoring = Duration.seconds(1)
  /// A receiver whose answers to a new message cannot be paid for so long says BUSY.
  package static let shortestRefusal = Duration.seconds(1)
  /// Packed messages up to this size are chat, bytes.
  public static let chatBytes = 4096
  /// Frames of a flow before another flow of this station gets its turn.
  package static let turnFrames = 16
  /// Frames in a row before the channel is left to neighbours for a round.
  package static let burstFramesInCompany = 16
  /// The channel is left to others, heard or not, after so many times the round that costs.
  package static let heldRounds = 60
  /// Messages in the place of a DONE before the channel is left to others; the peer sends as many.
  package static let ridesInCompany = 8
  /// The same when no neighbour was heard.
  package static let ridesAlone = 32
  /// The longest an announced burst lasts, from the end of the CTS.
  package static let longestBurst = Duration.seconds(30)
  /// Requests of a burst that stay unanswered before both sides are looked for where they meet.
  package static let windowRequests = 3
  /// Moves to another meeting place that begin a new series of requests.
  package static let searches = 4
  /// A burst at home is announced when its band has room for so many frames, or all.
  package static let leastAnnouncedFrames = 4
  /// How long the plan of a burst holds.
  package static let planValidity = Duration.milliseconds(500)
  /// After an announcement without answer the peer is called so often where the burst shall be.
  package static let calls = 2
  /// Announcements for faster bursts that follow each other without pause when answers stay out.
  package static let quickAnnouncements = 8
  /// The longest pause between announcements that stay unanswered.
  package static let longestAnnouncementSpacing = Duration.seconds(60)
  /// Unanswered announcements after which the peer is taken to have lost the session.
  package static let announcementsBeforeHandshake = 12
  /// How long a peer that said no is not asked again.
  package static let announcementBlock = Duration.seconds(3600)
  /// Fewer frames are not announced on an extra channel while home has room for them.
  package static let leastDetourFrames = 4
  /// An extra channel is open to a burst when its band has room for so many frames, or all.
  package static let detourFrames = 16
  /// The first burst on an extra channel with a peer, and the first after a failure, is a try.
  package static let triedDetourFrames = 8
  /// How long an extra channel is passed over after a failure there; it doubles with each.
  package static let firstDetourBlock = Duration.seconds(60)
  /// The longest an extra channel is passed over.
  package static let longestDetourBlock = Duration.seconds(3600)
  /// Announcements for an extra channel without an answer before it is passed over.
  package static let detourAnnouncements = 3
  /// A peer not heard for so long may call at the rescue place.
  package static let idleBeforeVisits = Duration.seconds(300)
  /// Who was heard at home so lately is being talked with there.
  package static let conversationPause = Duration.seconds(10)
  /// How long a stranger's frame means that the channel is shared.
  package static let neighbourMemory = Duration.seconds(60)
  /// Frames of a burst whose airtime is reserved, and committed, at once.
  package static let reservedFrames = 16
  /// Failed seals of one message: symbols are dropped in steps, then it is aborted.
  package static let badSeals = 3
}
