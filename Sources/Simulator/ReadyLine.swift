import JSON

/// What a client needs to know of a simulator that listens: where it is, and what to sign in with.
package struct ReadyLine: Sendable, Equatable {
    /// The base address of the contact-centre API, without a slash at the end.
    package let apiURL: String
    /// The base address of sign-in, without a slash at the end.
    package let authURL: String
    package let orgID: String
    package let clientID: String
    package let clientSecret: String
    package let accessToken: String
    package let refreshToken: String
    /// The first millisecond of the window that holds all its tasks, since 1970.
    package let from: Int64
    /// The first millisecond after that window.
    package let to: Int64
    package let serviceApp: ServiceApp
    /// What the token endpoint would have said of the tokens; not part of the line.
    package let tokens: Tokens

    /// The scopes and lives of the two tokens.
    package struct Tokens: Sendable, Equatable {
        /// Separated by blanks.
        package let scope: String
        /// When they were issued, in milliseconds since 1970.
        package let issued: Int64
        package let accessSeconds: Int
        package let refreshSeconds: Int
    }

    /// The org's service app, whose tokens an integration with spark:applications_token may fetch.
    package struct ServiceApp: Sendable, Equatable {
        package let applicationID: String
        package let clientID: String
        package let clientSecret: String
    }

    /// One line of JSON with snake_case keys, without the line's end.
    package var line: String {
        let fields: JSONValue = [
            "api_url": .string(apiURL), "auth_url": .string(authURL), "org_id": .string(orgID),
            "client_id": .string(clientID), "client_secret": .string(clientSecret),
            "access_token": .string(accessToken), "refresh_token": .string(refreshToken),
            "from": .integer(from), "to": .integer(to),
            "service_app": [
                "application_id": .string(serviceApp.applicationID), "client_id": .string(serviceApp.clientID),
                "client_secret": .string(serviceApp.clientSecret),
            ],
        ]
        return String(decoding: fields.encoded(), as: UTF8.self)
    }
}
