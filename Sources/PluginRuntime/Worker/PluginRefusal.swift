// SPDX-License-Identifier: Apache-2.0

/// What a worker answers with `Frame.Kind.refused`: the errors about a plugin, without the path, which the host knows.
enum PluginRefusal {
    static func payload(_ error: PluginError) -> [UInt8] {
        var writer = PayloadWriter()
        let fields: (kind: UInt8, texts: [String]) =
            switch error {
            case .noEntry(_, let reason, _): (1, [reason])
            case .invalidDescriptor(_, let reason): (2, [reason])
            case .abiMismatch(_, let built, let minimum, let host): (3, [built, minimum, host])
            case .startFailed(_, let reason): (4, [reason])
            case .confinementFailed(_, let stage, let reason): (5, [reason, stage])
            case .notConfinable(_, let reason): (6, [reason])
            case .notLoadable(_, let reason, _): (0, [reason])
            default: (0, [error.message.droppingFullStop])
            }
        writer.byte(fields.kind)
        for text in fields.texts { writer.text(text) }
        return writer.bytes
    }

    static func error(_ payload: [UInt8], path: String) throws(PayloadReader.Fault) -> PluginError {
        var reader = PayloadReader(payload)
        let kind = try reader.byte()
        let reason = try reader.text().cleaned(toBytes: reasonBytes)
        switch kind {
        case 0: return .notLoadable(path: path, reason: reason)
        case 1: return .noEntry(path: path, reason: reason)
        case 2: return .invalidDescriptor(path: path, reason: reason)
        case 3:
            let minimum = try reader.text().cleaned(toBytes: versionBytes)
            let host = try reader.text().cleaned(toBytes: versionBytes)
            return .abiMismatch(path: path, built: reason, minimum: minimum, host: host)
        case 4: return .startFailed(path: path, reason: reason)
        case 5:
            let stage = try reader.text().cleaned(toBytes: reasonBytes)
            return .confinementFailed(path: path, stage: stage, reason: reason)
        case 6: return .notConfinable(path: path, reason: reason)
        default: throw PayloadReader.Fault()
        }
    }

    private static let reasonBytes = 4096
    private static let versionBytes = 32
}
