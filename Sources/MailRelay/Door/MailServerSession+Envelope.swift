// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// MAIL and RCPT.
extension MailServerSession {
  mutating func mail(_ path: ArraySlice<UInt8>, _ parameters: ArraySlice<UInt8>) {
    guard clientName != nil else {
      let hello = dialect == .lmtp ? "LHLO" : "EHLO"
      return fault(Reply(503, .init(5, 5, 1), "Say \(hello) first"))
    }
    guard transaction == nil else {
      return fault(Reply(503, .init(5, 5, 1), "A mail is under way already; RSET drops it"))
    }
    do throws(MailParameterError) {
      let parameters = try MailParameters(parsing: parameters)
      guard mayAsk(parameters.request == DeliveryRequest() && parameters.bodyKind != .binaryMIME)
      else { return }
      begin(path, parameters)
    } catch {
      fault(error.reply)
    }
  }

  private mutating func begin(_ path: ArraySlice<UInt8>, _ parameters: MailParameters) {
    if let octets = parameters.declaredOctets, octets > configuration.mailOctetsMax {
      return reply(tooBig(octets))
    }
    if let refusal = refusal(of: parameters.request.deliverBy) { return reply(refusal) }
    do throws(MailAddressError) {
      let sender = try ReversePath(parsing: path, encoding: parameters.encoding)
      transaction = OpenTransaction(sender: sender, parameters: parameters)
      reply(Reply(250, .init(2, 1, 0), "\(sender) may send"))
    } catch {
      reply(error.reply(for: path))
    }
  }

  /// Why a deadline cannot be kept by anybody behind this door; nil when it may be.
  private func refusal(of deadline: DeliverBy?) -> Reply? {
    guard let deadline, deadline.mode == .returning,
      deadline.remaining < configuration.deliverByMinimum
    else { return nil }
    return Reply(
      555, .init(5, 4, 7),
      "The mail would have to arrive in \(deadline.remaining.forPeople); the least this link can"
        + " promise is \(configuration.deliverByMinimum.forPeople)")
  }

  mutating func recipient(_ path: ArraySlice<UInt8>, _ parameters: ArraySlice<UInt8>) {
    guard let transaction else { return fault(Reply(503, .init(5, 5, 1), "Say MAIL first")) }
    guard transaction.chunks == nil else {
      return fault(
        Reply(503, .init(5, 5, 1), "The mail has begun; its recipients are named before"))
    }
    guard transaction.recipients.count < Limits.recipients else {
      return reply(
        Reply(452, .init(4, 5, 3), "A mail has at most \(Limits.recipients) recipients here"))
    }
    let request: RecipientRequest
    do throws(MailParameterError) {
      request = try RecipientRequest(parsing: parameters)
    } catch {
      return fault(error.reply)
    }
    guard mayAsk(request == RecipientRequest()) else { return }
    do throws(MailAddressError) {
      let address = try MailAddress(parsing: path, encoding: transaction.parameters.encoding)
      judge(Recipient(address: address, request: request), transaction)
    } catch {
      reply(error.reply(for: path))
    }
  }

  /// Refuses what goes beyond plain delivery where nothing else is promised.
  private mutating func mayAsk(_ isPlain: Bool) -> Bool {
    guard configuration.promise == .delivery, !isPlain else { return true }
    fault(Reply(555, .init(5, 5, 4), "A parameter was given that this door did not offer"))
    return false
  }

  private mutating func judge(_ recipient: Recipient, _ transaction: OpenTransaction) {
    phase = .judging(recipient)
    let parameters = transaction.parameters
    perform(
      .judge(
        RecipientInquiry(
          recipient: recipient.address, sender: transaction.sender,
          accepted: transaction.recipients.map(\.address), bodyKind: parameters.bodyKind,
          encoding: parameters.encoding, declaredOctets: parameters.declaredOctets,
          request: parameters.request, recipientRequest: recipient.request)))
  }

  mutating func take(_ recipient: Recipient, _ verdict: Reply) {
    phase = .commands
    if verdict.outcome == .success { transaction?.recipients.append(recipient) }
    reply(verdict.outcome == .intermediate ? .localFault : verdict)
  }

  /// The refusal of a mail of so many octets, with its price where octets cost airtime.
  func tooBig(_ octets: Int) -> Reply {
    let most = "at most \(configuration.mailOctetsMax) octets fit"
    guard let price = configuration.airtimePerMegabyte else {
      return Reply(552, .init(5, 3, 4), "The mail is too big; \(most)")
    }
    let airtime = (price * (Double(octets) / 1_000_000)).forPeople
    return Reply(552, .init(5, 3, 4), "The mail would need about \(airtime) of airtime; \(most)")
  }
}
