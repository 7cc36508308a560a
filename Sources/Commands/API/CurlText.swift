import Catalog
import Host
import JSON
import Webex

/// A call as a command of curl, with the token left out.
struct CurlText {
    private let order: TypedCall
    private let profile: Profile

    /// What stands for the organisation's id until the shell's variable takes its place.
    private static let organization = "00000000-0000-0000-0000-000000000000"

    /// A command for a call whose secrets have words standing in for them, and for the addresses of this profile; for those of the first region where there is none.
    init(_ order: TypedCall, profile: Profile?) {
        self.order = order
        self.profile = profile ?? Profile(name: "", apiURL: Region.us1.apiURL, authURL: BaseURL.publicSignIn)
    }

    /// The command, a line for each of its parts; TOKEN, ORG and a SECRET_NAME for each stored secret are for the shell
    /// to fill in.
    var command: String {
        get throws {
            let call = Call(
                operation: order.operation,
                ids: order.ids,
                query: order.parameters.map { ($0.key, $0.value) }
            )
            let address = try call.location(on: profile, organization: Self.organization)
            // Percent-encoded, so that nothing in it is special within double quotes but the variables.
            var lines = [
                "curl --request \(order.operation.method) \"\(address.replacing(Self.organization, with: "$ORG"))\"",
                "--header \"Authorization: Bearer $TOKEN\"",
            ]
            for header in try call.headers(organization: Self.organization) {
                lines.append(
                    header.value == Self.organization
                        ? "--header \"\(header.name): $ORG\""
                        : "--header " + ShellWord.quoted("\(header.name): \(header.value)")
                )
            }
            if let content = order.operation.content, let body = order.body {
                lines += bodyLines(body, content.media)
            }
            return ShellSecrets().variables(in: lines).joined(separator: " \\\n    ") + "\n"
        }
    }

    private func bodyLines(_ body: JSONValue, _ media: Operation.Media) -> [String] {
        guard media == .multipart else {
            return [
                "--header " + ShellWord.quoted("Content-Type: \(media.rawValue)"),
                "--data " + ShellWord.quoted(String(decoding: body.encoded(), as: UTF8.self)),
            ]
        }
        return (body.object ?? [:]).map { field in
            let isFile = order.operation.body.contains { $0.name == field.key && $0.type == .file }
            guard isFile, let path = field.value.string else {
                return Self.form(field.key, String(decoding: field.value.encoded(), as: UTF8.self), "application/json")
            }
            return Self.form(field.key, path, Upload.contentType(of: path), mark: "@")
        }
    }

    /// A part of a form.
    ///
    /// Its text stands in curl's own quotes, in which no sign at its beginning means a file and none within ends it.
    private static func form(_ name: String, _ text: String, _ type: String, mark: String = "") -> String {
        let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "--form " + ShellWord.quoted("\(name)=\(mark)\"\(quoted)\";type=\(type)")
    }
}
