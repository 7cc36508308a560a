import Catalog
import Host
import JSON
import Webex

/// A call as a command of curl, with the token left out.
struct CurlText {
    private let order: TypedCall
    private let profile: Profile

    /// A command for the addresses of this profile; for those of the first region where there is none.
    init(_ order: TypedCall, profile: Profile?) {
        self.order = order
        self.profile = profile ?? Profile(name: "", apiURL: Region.us1.apiURL, authURL: BaseURL.publicSignIn)
    }

    /// The command, a line for each of its parts; TOKEN and ORG are for the shell to fill in.
    var command: String {
        get throws {
            var lines = [
                "curl --request \(order.operation.method) \"\(try address)\"",
                "--header \"Authorization: Bearer $TOKEN\"",
            ]
            for header in order.operation.givenHeaders {
                guard let value = order.parameters[header.name] else { continue }
                lines.append("--header " + ShellWord.quoted("\(header.name): \(Self.text(value))"))
            }
            lines += bodyLines
            return lines.joined(separator: " \\\n    ") + "\n"
        }
    }

    /// Percent-encoded, so that nothing in it is special within double quotes but the organisation's variable.
    private var address: String {
        get throws {
            let stand = "00000000-0000-0000-0000-000000000000"
            let isHeader = { (name: String) in order.operation.givenHeaders.contains { $0.name == name } }
            let call = Call(
                operation: order.operation,
                ids: order.ids,
                query: order.parameters.filter { !isHeader($0.key) }.map { ($0.key, $0.value) }
            )
            return try call.location(on: profile, organization: stand).replacing(stand, with: "$ORG")
        }
    }

    private var bodyLines: [String] {
        guard let body = order.body, let content = order.operation.content else { return [] }
        switch content.media {
        case .json, .jsonPatch:
            let type = content.media == .json ? "application/json" : "application/json-patch+json"
            return [
                "--header " + ShellWord.quoted("Content-Type: \(type)"),
                "--data " + ShellWord.quoted(String(decoding: body.encoded(), as: UTF8.self)),
            ]
        case .multipart:
            return (body.object ?? [:]).map { field in
                let isFile = order.operation.body.contains { $0.name == field.key && $0.type == .file }
                if isFile { return "--form " + ShellWord.quoted("\(field.key)=@\(Self.text(field.value))") }
                let isJSON = field.value.object != nil || field.value.array != nil
                let type = isJSON ? ";type=application/json" : ""
                return "--form " + ShellWord.quoted("\(field.key)=\(Self.text(field.value))\(type)")
            }
        }
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: value.encoded(), as: UTF8.self)
    }
}
