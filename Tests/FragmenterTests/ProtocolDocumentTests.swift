// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import LoRaPHY
import SourceTree
import Testing

/// What docs/protocol.md says of the code, compared with the code.
struct ProtocolDocumentTests {
  private func rows(under heading: String) throws -> [[String]] {
    try #require(try MarkdownTable(under: heading, in: "docs/protocol.md")).rows
  }

  private static let numbers: [String: Int] = [
    "HelloFrame.encodedBytes(.initiation)": HelloFrame.encodedBytes(.initiation),
    "HelloFrame.encodedBytes(.response)": HelloFrame.encodedBytes(.response),
    "HelloFrame.encodedBytes(.initiation, .clear)": HelloFrame.encodedBytes(.initiation, .clear),
    "HelloFrame.encodedBytes(.response, .clear)": HelloFrame.encodedBytes(.response, .clear),
    "IdentificationFrame.encodedBytes": IdentificationFrame.encodedBytes,
    "ControlFrame.encodedBytes": ControlFrame.encodedBytes,
    "SingleFrame.overheadBytes": SingleFrame.overheadBytes,
    "SymbolFrame.overheadBytes": SymbolFrame.overheadBytes,
    "SymbolFrame.pollingRepairOverheadBytes": SymbolFrame.pollingRepairOverheadBytes,
    "SymbolFrame.symbolIDs.upperBound": SymbolFrame.symbolIDs.upperBound,
    "FrameTag.shortBytes": FrameTag.shortBytes,
    "FrameTag.longBytes": FrameTag.longBytes,
    "MessageSeal.tagBytes": MessageSeal.tagBytes,
    "FrameHeader.layoutVersion": Int(FrameHeader.layoutVersion),
    "ProtocolRange.spoken.encoded": Int(ProtocolRange.spoken.encoded),
    "Limits.longestFrameBytes": Limits.longestFrameBytes,
    "Limits.sourceSymbols": Limits.sourceSymbols,
    "Limits.openMessages": Limits.openMessages,
    "Limits.rekeyMessages": Limits.rekeyMessages,
    "Limits.finishingSessions": Limits.finishingSessions,
    "Limits.echoTries": Limits.echoTries,
    "Limits.quickPolls": Limits.quickPolls,
    "Limits.unansweredBeforeHandshake": Limits.unansweredBeforeHandshake,
    "Limits.quickAnswers": Limits.quickAnswers,
    "Limits.responseRepetitions": Limits.responseRepetitions,
    "Limits.initiationAnswers": Limits.initiationAnswers,
    "Limits.initiationAnswerSpacingAirtimes": Limits.initiationAnswerSpacingAirtimes,
    "Limits.confirmationAirtimes": Limits.confirmationAirtimes,
    "Limits.calls": Limits.calls,
    "Limits.quickAnnouncements": Limits.quickAnnouncements,
    "Limits.leastAnnouncedFrames": Limits.leastAnnouncedFrames,
    "Limits.staleInitiationsPerDay": Limits.staleInitiationsPerDay,
    "Limits.initiationSpacingAirtimes": Limits.initiationSpacingAirtimes,
    "Limits.leastInitiationSpacingAirtimes": Limits.leastInitiationSpacingAirtimes,
    "Limits.initiationSeries": Limits.initiationSeries,
    "Limits.handshakeShareDivisor": Limits.handshakeShareDivisor,
    "Limits.failedTags": Limits.failedTags,
    "Limits.longestBusyTens": Int(Limits.longestBusyTens),
    "Limits.badSeals": Limits.badSeals,
    "Limits.turnFrames": Limits.turnFrames,
    "Limits.burstFramesInCompany": Limits.burstFramesInCompany,
    "Limits.heldRounds": Limits.heldRounds,
    "Limits.ridesInCompany": Limits.ridesInCompany,
    "Limits.ridesAlone": Limits.ridesAlone,
    "Limits.windowRequests": Limits.windowRequests,
    "Limits.announcementsBeforeHandshake": Limits.announcementsBeforeHandshake,
  ]

  private static let durations: [String: Duration] = [
    "Limits.rekeyAge": Limits.rekeyAge,
    "Limits.conversationPause": Limits.conversationPause,
    "Limits.echoPatience": Limits.echoPatience,
    "Limits.quietStoring": Limits.quietStoring,
    "Limits.shortestRefusal": Limits.shortestRefusal,
    "Identification.silence": Identification.silence,
    "Limits.longestBurst": Limits.longestBurst,
    "Limits.announcementBlock": Limits.announcementBlock,
    "Limits.firstPollSpacing": Limits.firstPollSpacing,
    "Limits.longestPollSpacing": Limits.longestPollSpacing,
    "Limits.initiationAnswerWindow": Limits.initiationAnswerWindow,
    "Limits.staleInitiationSpacing": Limits.staleInitiationSpacing,
    "Limits.longestInitiationSpacing": Limits.longestInitiationSpacing,
    "Limits.failedTagsRekeyAge": Limits.failedTagsRekeyAge,
  ]

  @Test func `its table of constants is the code's`() throws {
    let expected = Self.numbers.mapValues { "\($0)" }.merging(
      Self.durations.mapValues { "\($0.components.seconds) s" }
    ) { $1 }
    var written: [String: String] = [:]
    for row in try rows(under: "Constants") {
      written[row[0].trimmingCharacters(in: ["`"])] = row[1]
    }
    #expect(written == expected)
  }

  @Test func `every test it names exists`() throws {
    let rules = try rows(under: "Where each rule is kept, and its test")
    #expect(rules.count >= 20)
    let sources = try SourceTree.swift(below: "Tests/FragmenterTests")
    for rule in rules { #expect(sources.contains("`\(rule[2])`("), "\(rule[2])") }
  }
}
