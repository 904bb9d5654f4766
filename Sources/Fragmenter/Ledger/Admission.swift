// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// Whether, and from when on, airtime may be used.
public enum Admission: Sendable, Hashable {
  /// It may start at the moment asked about.
  case now
  /// It may start then, and not a microsecond earlier, if nothing else is sent before.
  case at(Instant)
  /// It may never start; waiting does not help.
  case never(AirtimeRefusal)
}
