import JSON

/// The configuration that an org has besides people, teams and queues.
extension OrgSeeds {
    /// The fields that make each object of a resource what it is; nil for a resource that starts without any.
    func settings(_ resource: String) -> [JSONObject]? {
        switch resource {
        case "skill": skills
        case "work_type": workTypes
        case "auxiliary_code": auxiliaryCodes
        case "entry_point": entryPoints
        case "dial_number": dialNumbers
        case "dial_plan": dialPlans
        case "desktop_layout": desktopLayouts
        case "global_variable": globalVariables
        case "address_book": [["name": "Partners", "parentType": "ORGANIZATION"]]
        case "address_book_entry":
            [
                ["name": "Bank", "number": "+14085550111"], ["name": "Courier", "number": "+14085550112"],
            ]
        case "outdial_ani": [["name": "Main numbers"]]
        case "outdial_ani_entry": [["name": "Main line", "number": "+18005550100", "defaultANIEntry": true]]
        case "audio_file": [["name": "welcome.wav", "contentType": "AUDIO_WAV", "systemDefault": false]]
        case "contact_number": [["number": "18005550100"], ["number": "18005550101"]]
        case "resource_collection": [["name": "All resources", "resources": [], "resourceCount": 0]]
        case "override": overrides
        case "personal_greeting": org.userCount == 0 ? [] : greetings
        default: nil
        }
    }

    private func id(_ resource: String, _ index: Int) -> JSONValue { .string(org.id(resource, index)) }

    private var skills: [JSONObject] {
        ["German", "English", "Finance", "Patience"].map { name in
            [
                "name": .string(name), "active": true, "serviceLevelThreshold": 30, "skillType": "Proficiency",
            ]
        }
    }

    private var workTypes: [JSONObject] {
        [
            ["name": "Idle", "workTypeCode": "IDLE_CODE", "active": true, "systemDefault": true],
            ["name": "Wrap-up", "workTypeCode": "WRAP_UP_CODE", "active": true, "systemDefault": true],
        ]
    }

    private var auxiliaryCodes: [JSONObject] {
        let codes: [(name: String, isWrapUp: Bool)] = [
            ("Lunch", false), ("Break", false), ("Meeting", false), ("Sale", true), ("Complaint", true),
            ("Question", true),
        ]
        return codes.enumerated().map { index, code in
            [
                "name": .string(code.name), "active": true, "defaultCode": .bool(index == 0 || index == 3),
                "isSystemCode": false, "workTypeId": id("work_type", code.isWrapUp ? 1 : 0),
                "workTypeCode": code.isWrapUp ? "WRAP_UP_CODE" : "IDLE_CODE", "systemDefault": false,
            ]
        }
    }

    private var entryPoints: [JSONObject] {
        [("Main Line", "INBOUND"), ("Sales Line", "INBOUND"), ("Outdial", "OUTBOUND")].map { name, type in
            [
                "name": .string(name), "entryPointType": .string(type), "channelType": "TELEPHONY", "active": true,
                "serviceLevelThreshold": 30, "timezone": "America/New_York", "systemDefault": false,
            ]
        }
    }

    private var dialNumbers: [JSONObject] {
        [("+18005550100", 0, "Main Line"), ("+18005550101", 1, "Sales Line")].map { number, index, name in
            [
                "dialledNumber": .string(number), "entryPointId": id("entry_point", index),
                "entryPointName": .string(name), "defaultAni": .bool(index == 0),
            ]
        }
    }

    private var dialPlans: [JSONObject] {
        [
            ["name": "US", "regularExpression": "1[0-9]{10}", "active": true, "systemDefault": true],
            ["name": "Any Format", "regularExpression": "[0-9a-zA-Z]+", "active": true, "systemDefault": true],
        ]
    }

    private var desktopLayouts: [JSONObject] {
        [
            [
                "name": "Global Layout", "editedBy": "administrator@example.com", "jsonFileName": "layout.json",
                "jsonFileContent": "{}", "global": true, "status": true, "defaultJsonModified": false,
                "validated": true, "teamIds": [], "systemDefault": true,
            ]
        ]
    }

    private var globalVariables: [JSONObject] {
        [("Customer_Number", "STRING", "none"), ("Visits", "INTEGER", "0")].map { name, type, value in
            [
                "name": .string(name), "active": true, "agentEditable": true, "agentViewable": true,
                "variableType": .string(type), "defaultValue": .string(value), "reportable": false,
            ]
        }
    }

    private var overrides: [JSONObject] {
        [
            [
                "name": "Closed days", "timezone": "America/New_York",
                "overrides": [
                    [
                        "name": "Staff meeting", "startDateTime": "2023-03-20T12:00", "endDateTime": "2023-03-20T14:00",
                        "workingHours": false, "frequency": "DontRepeat",
                    ]
                ],
            ]
        ]
    }

    private var greetings: [JSONObject] {
        [["name": "greeting.wav", "contentType": "AUDIO_WAV", "agentId": id("user", 0)]]
    }
}
