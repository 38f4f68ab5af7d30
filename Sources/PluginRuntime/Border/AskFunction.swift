// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolABI

/// `th_call_api.ask`.
///
/// Nobody can be asked yet, which the header tells authors to be ready for; a question that could not be asked anywhere
/// is refused all the same, so that a tool which works here works where somebody answers.
enum AskFunction {
    /// The longest question, in bytes: it has to be read by a person.
    private static let questionBytes = 16 << 10

    static func ask(
        _ call: UnsafeMutablePointer<th_call>?, _ question: th_str, _ schema: th_str,
        _ answer: UnsafeMutablePointer<th_str>?
    ) -> th_status {
        guard unsafe Border.calls[call] != nil else { return TH_ENDED }
        guard unsafe answer != nil,
            let question = unsafe BorrowedBytes.text(question, limit: questionBytes), !question.isEmpty,
            let text = unsafe BorrowedBytes.text(schema, limit: PluginLimits().schemaBytes)
        else { return TH_INVALID }
        do throws(ToolFault) {
            _ = try SchemaInspector.schema(text, "schema of the answer")
        } catch {
            return TH_INVALID
        }
        return TH_UNSUPPORTED
    }
}
