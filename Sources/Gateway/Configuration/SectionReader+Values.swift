// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// The kinds of value that several tables share.
extension SectionReader {
  /// A name of a gateway or peer.
  func gatewayName(_ key: String) -> String? {
    guard let name = string(key) else { return nil }
    guard GatewayName.isLegal(name) else {
      refuse(key, ProblemLog.quoted(name), GatewayName.rule)
      return nil
    }
    return name
  }

  /// A list of domains without repeats; `nil` when absent, empty or wrong.
  func domains(_ key: String, mayBeEmpty: Bool = false) -> [DomainName]? {
    guard let texts = strings(key) else { return nil }
    guard mayBeEmpty || !texts.isEmpty else {
      refuse(key, "[]", "must name at least one domain, like [\"camp.example\"]")
      return nil
    }
    guard texts.count <= ConfigurationLimits.domainsPerList else {
      refuse(
        key, "\(texts.count) domains", "at most \(ConfigurationLimits.domainsPerList) are legal")
      return nil
    }
    var domains: [DomainName] = []
    for text in texts {
      guard let domain = DomainName(text) else {
        refuse(
          key, ProblemLog.quoted(text),
          "must be a mail domain like \"camp.example\" (no @; other scripts as xn--…)")
        return nil
      }
      guard !domains.contains(domain) else {
        refuse(key, ProblemLog.quoted(text), "stands twice in this list; remove one")
        return nil
      }
      domains.append(domain)
    }
    return domains
  }
}

extension SectionReader {
  /// The absolute path of a directory, without control characters.
  func absolutePath(_ key: String) -> String? {
    guard let path = string(key) else { return nil }
    guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.contains("/../"),
      path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else {
      refuse(
        key, ProblemLog.quoted(path), "must be an absolute path, like \"/var/spool/loragw/drop\"")
      return nil
    }
    return path
  }
}

/// Addresses of mail servers, in the forms that MailRelay reads.
extension SectionReader {
  /// Reads one address to listen at.
  func listenAddress(_ key: String, _ text: String) -> ListenAddress? {
    do {
      return try ListenAddress(parsing: text)
    } catch {
      refuse(key, ProblemLog.quoted(text), ProblemLog.oneLine("\(error)", atMost: 300))
      return nil
    }
  }

  /// A list of addresses without repeats; the default when the key is absent.
  func listenAddresses(_ key: String, default texts: [String]) -> [ListenAddress] {
    var addresses: [ListenAddress] = []
    for text in has(key) ? strings(key) ?? [] : texts {
      guard let address = listenAddress(key, text) else { continue }
      if addresses.contains(address) {
        refuse(key, ProblemLog.quoted(text), "stands twice in this list; remove one")
      } else {
        addresses.append(address)
      }
    }
    return addresses
  }

  /// Where mail from the air goes.
  func outlet(_ key: String) -> MailOutlet? {
    guard let text = string(key) else { return nil }
    do {
      return try MailOutlet(parsing: text)
    } catch {
      refuse(key, nil, ProblemLog.oneLine("\(error)", atMost: 300))
      return nil
    }
  }
}
