import Host
import JSON
import Webex

/// Stored orgs as people and programs read them.
///
/// A proxy's user and password are the only secret in them, and not shown.
enum ProfileText {
    static func json(_ stored: StoredProfile, of configuration: Configuration) -> JSONValue {
        let profile = stored.profile
        return [
            "name": .string(profile.name),
            "default": .bool(configuration.defaultProfile == profile.name),
            "region": stored.region.map { .string($0.rawValue) } ?? .null,
            "api_url": .string(profile.apiURL),
            "auth_url": .string(profile.authURL),
            "client_id": profile.clientID.map(JSONValue.string) ?? .null,
            "redirect_uri": profile.redirectURI.map(JSONValue.string) ?? .null,
            "rate_limit": .integer(Int64(profile.rateLimit)),
            "zone": .string(stored.zone ?? "UTC"),
            "ca_file": profile.caFile.map(JSONValue.string) ?? .null,
            "proxy": profile.proxy.map { .string(ProxyAddress.withoutUser($0)) } ?? .null,
        ]
    }

    /// A field a line; what is not set is left out.
    static func lines(_ profile: JSONValue) -> String {
        let fields = (profile.object ?? [:]).filter { !$0.value.isNull }
        let width = fields.map(\.key.count).max() ?? 0
        return fields.map { field in
            pad(field.key, width + 2) + (field.value.string ?? String(decoding: field.value.encoded(), as: UTF8.self))
                + "\n"
        }.joined()
    }

    /// A profile a line, under a heading.
    static func table(_ configuration: Configuration) -> String {
        var rows = [["NAME", "REGION", "API", "SIGN-IN", "REDIRECT", "LIMIT", "ZONE"]]
        for stored in configuration.profiles {
            let profile = stored.profile
            let name = profile.name + (configuration.defaultProfile == profile.name ? " (default)" : "")
            rows.append([
                name, stored.region?.rawValue ?? "-", profile.apiURL, profile.authURL, profile.redirectURI ?? "-",
                "\(profile.rateLimit)", stored.zone ?? "UTC",
            ])
        }
        let widths = (0..<rows[0].count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = zip(row, widths).map { pad($0, $1 + 2) }.joined()
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
