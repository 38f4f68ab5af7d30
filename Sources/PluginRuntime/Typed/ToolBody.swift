// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import ToolModel
import TypedCalls

/// What a tool runs.
enum ToolBody: Sendable {
    /// A function of the plugin's that knows the host's calls.
    case invoke(NativeBody)
    /// A function that knows nothing of hosts: its arguments and its result are made and read for it.
    case function(TypedFunction)

    /// Gives back to the plugin what the tool holds of it; at most once.
    func release() {
        if case .invoke(let body) = self { body.release() }
    }

    /// Runs the plugin's code on this thread.
    func perform(_ record: CallRecord, deadline: ContinuousClock.Instant) -> NativeOutcome {
        switch self {
        case .invoke(let body): body.perform(record, deadline: deadline)
        case .function(let function): function.perform(record, deadline: deadline)
        }
    }
}

extension TypedFunction {
    /// Calls the function with the call's arguments.
    fileprivate func perform(_ record: CallRecord, deadline: ContinuousClock.Instant) -> NativeOutcome {
        record.begin(deadline: deadline)
        let structured: JSONObject
        do throws(TypedCallError) {
            structured = try call(record.arguments)
        } catch {
            record.discard()
            return Self.outcome(of: error)
        }
        do throws(ResultFault) {
            return .reply(try record.end(structured: .object(structured)))
        } catch {
            return .fault(error)
        }
    }

    /// A fault of the arguments is the tool's refusal, which the model reads; one of the contract is not its business.
    private static func outcome(of error: TypedCallError) -> NativeOutcome {
        switch error {
        case .argument, .failed, .memory:
            .reply(
                BackendReply(
                    result: ToolResult(text: error.description, isError: true), failureCode: error.code))
        case .result: .fault(.invalidOutput(error.message.droppingFullStop))
        case .prototype, .declaration, .role, .schema, .signature, .symbol, .library:
            .fault(.protocolBroken(error.message.droppingFullStop))
        }
    }
}
