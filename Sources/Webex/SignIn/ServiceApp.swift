import Catalog
import JSON

/// A machine account that an administrator approved: what its tokens are asked with.
///
/// The vendor's advice for unattended work, since it does not end with a person's password.
package struct ServiceApp: Sendable {
    package let applicationID: String
    package let clientID: String
    package let clientSecret: String
    /// The organisation whose data it is to reach, as its id.
    package let targetOrganization: String

    package init(applicationID: String, clientID: String, clientSecret: String, targetOrganization: String) {
        self.applicationID = applicationID
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.targetOrganization = targetOrganization
    }
}

extension Session {
    /// Asks for the tokens of a service app, as the integration that this session belongs to.
    ///
    /// That one needs `spark:applications_token`. No script can ask for this: the answer is nothing but secrets.
    /// - Throws: What a call throws; `unavailable` when the answer holds no token.
    package func tokens(of app: ServiceApp) async throws(WebexError) -> Credentials {
        redaction.add(app.clientSecret)
        let call = Call(
            operation: Self.applicationToken,
            ids: [app.applicationID],
            body: [
                "clientId": .string(app.clientID), "clientSecret": .string(app.clientSecret),
                "targetOrgId": .string(app.targetOrganization),
            ],
            isChecked: false
        )
        let answer: Answer
        do throws(WebexError) { answer = try await self.call(call) } catch {
            var refusal = error
            switch error.status {
            case 401:
                // The integration's own token was renewed before it came to this.
                refusal.message =
                    "the service does not accept the service app's client id or client secret: \(error.message)"
                refusal.hint = "compare them with the page of the service app, then try again"
            case 400, 404:
                refusal.kind = .invalid
                refusal.hint =
                    "check --application-id, and that an administrator of --target-org has approved the service app"
            default: break
            }
            throw refusal
        }
        let known = Credentials(clientSecret: app.clientSecret)
        return try TokenAnswer(answer.body, now: clock.now()).merged(into: known, redaction)
    }

    /// `/applications/{applicationId}/token` of the admin document; a second asking gives another pair and ends none.
    private static let applicationToken = Operation(
        name: "application.token",
        method: "POST",
        path: "/applications/{applicationId}/token",
        base: .webex,
        safety: .idempotent,
        scopes: ["spark:applications_token"]
    )
}
