// SPDX-License-Identifier: Apache-2.0

package import ChatModel
import Prompting
import Synchronization
import ToolModel

/// Remembers which models' upstream refuses `tools`, so that only the first request pays for finding out.
final class FormatMemory: Sendable {
    /// How many models are remembered; the names come from clients, so there must be an end.
    ///
    /// Beyond it a model is asked anew each time.
    private static let limit = 256

    private let format: ToolCallFormat
    private let refusing = Mutex<Set<String>>([])

    init(format: ToolCallFormat) {
        self.format = format
    }

    /// The format to begin with; never `auto`.
    func format(forModel model: String) -> ToolCallFormat {
        guard format == .auto else { return format }
        return refusing.withLock { $0.contains(model) } ? .taught(toModel: model) : .native
    }

    /// Whether `error` says that the upstream takes no `tools`, and a prompt may teach them instead.
    func allowsFallback(after error: ModelError) -> Bool {
        format == .auto && error.refusesTools
    }

    /// Notes that prompting worked where `tools` were refused.
    func rememberRefusal(ofModel model: String) {
        refusing.withLock { models in
            if models.count < Self.limit { models.insert(model) }
        }
    }
}

extension ModelError {
    /// Whether it says that the upstream takes no `tools`.
    package var refusesTools: Bool {
        guard case .refused(_, let status, let body) = self else { return false }
        let text = body.lowercased()
        // llama.cpp's server without templates, whose status says less than its words.
        if status == 500 { return text.contains("tools param requires") }
        // 400, 422 and 501 as seen from servers without tool templates; others are about keys, paths or load.
        return [400, 422, 501].contains(status) && text.contains("tool")
    }
}
