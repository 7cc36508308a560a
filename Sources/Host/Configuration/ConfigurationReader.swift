import Webex
import Yams

/// Reads `config.yaml`, and says by line what is wrong with it.
struct ConfigurationReader {
    private static let topKeys = ["default_profile", "profiles", "channels"]
    private static let profileKeys = [
        "region", "api_url", "auth_url", "client_id", "redirect_uri", "rate_limit", "ca_file", "proxy", "zone",
    ]

    private let yaml: YAMLReader

    init(file: String) {
        yaml = YAMLReader(file: file)
    }

    /// - Throws: `HostError` with file and line.
    func read(_ text: String) throws(HostError) -> Configuration {
        // Without a file there is nothing to parse, and Yams takes milliseconds to get ready.
        guard !text.isEmpty, let root = try yaml.compose(text) else { return Configuration() }
        let top = try yaml.mapping(root, what: "the file")
        var configuration = Configuration()
        var defaultName: (name: String, node: Node)?
        for (key, value) in top {
            switch try yaml.name(key, among: Self.topKeys) {
            case "default_profile": defaultName = (try yaml.text(value, "default_profile"), value)
            case "channels":
                guard !value.isEmptyScalar else { continue }
                let reader = ChannelReader(yaml: yaml)
                for (key, value) in try yaml.mapping(value, what: "channels") {
                    configuration.channels.append(try reader.channel(key, value))
                }
            default:
                guard !value.isEmptyScalar else { continue }
                for (key, value) in try yaml.mapping(value, what: "profiles") {
                    try configuration.add(profile(key, value))
                }
            }
        }
        if let (name, node) = defaultName {
            do throws(HostError) {
                _ = try configuration.profile(named: name)
            } catch {
                throw yaml.wrong(node, "default_profile: " + error.problem, hint: error.hint)
            }
            configuration.defaultProfile = name
        }
        return configuration
    }

    private func profile(_ key: Node, _ value: Node) throws(HostError) -> StoredProfile {
        let profileName = try yaml.text(key, "a profile's name")
        try Configuration.checkName(profileName, subject: yaml.place(key))
        let fields = try yaml.mapping(value, what: profileName)
        var profile = Profile(name: profileName, apiURL: "", authURL: BaseURL.publicSignIn)
        var region: Region?
        var zone: String?
        var whereabouts: [Node] = []
        for (key, value) in fields {
            let field = try yaml.name(key, among: Self.profileKeys)
            if field == "region" || field == "api_url" { whereabouts.append(key) }
            let subject = "\(yaml.place(value)): \(field)"
            switch field {
            case "region": region = try Region.check(yaml.text(value, field), subject: subject)
            case "api_url": profile.apiURL = try BaseURL.check(yaml.text(value, field), subject: subject)
            case "auth_url": profile.authURL = try BaseURL.check(yaml.text(value, field), subject: subject)
            case "client_id": profile.clientID = try yaml.text(value, field)
            case "redirect_uri": profile.redirectURI = try RedirectURI.check(yaml.text(value, field), subject: subject)
            case "rate_limit": profile.rateLimit = try yaml.count(value, field)
            case "ca_file": profile.caFile = try yaml.absolutePath(value, field)
            case "proxy": profile.proxy = try ProxyAddress.check(yaml.text(value, field), subject: subject)
            default: zone = try yaml.text(value, field)
            }
        }
        guard !whereabouts.isEmpty else {
            throw yaml.wrong(
                key,
                "profile '\(profileName)' has neither region nor api_url",
                hint: "write one of the two"
            )
        }
        guard whereabouts.count == 1 else {
            throw yaml.wrong(
                whereabouts[1],
                "profile '\(profileName)' has both region and api_url",
                hint: "drop one of the two"
            )
        }
        return StoredProfile(profile: profile, region: region, zone: zone)
    }
}
