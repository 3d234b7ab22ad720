using Temporalio.Common;

namespace Mdlc.Workflows;

/// <summary>What a list of workflows can be searched by. A server must be told of them once: <c>mdlc setup-server</c> does it.</summary>
public static class SearchAttributes
{
    public static readonly SearchAttributeKey<string> Project = SearchAttributeKey.CreateKeyword("MdlcProject");
    public static readonly SearchAttributeKey<string> Model = SearchAttributeKey.CreateKeyword("MdlcModel");
    public static readonly SearchAttributeKey<string> Stage = SearchAttributeKey.CreateKeyword("MdlcStage");
    public static readonly SearchAttributeKey<string> State = SearchAttributeKey.CreateKeyword("MdlcState");
    public static readonly SearchAttributeKey<string> Awaiting = SearchAttributeKey.CreateKeyword("MdlcAwaiting");
    public static readonly SearchAttributeKey<string> Verdict = SearchAttributeKey.CreateKeyword("MdlcVerdict");
    public static readonly SearchAttributeKey<string> Trigger = SearchAttributeKey.CreateKeyword("MdlcTrigger");
    public static readonly SearchAttributeKey<long> Version = SearchAttributeKey.CreateLong("MdlcVersion");

    /// <summary>Each attribute's name and its type in Temporal's words.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [Project.Name] = "Keyword",
        [Model.Name] = "Keyword",
        [Stage.Name] = "Keyword",
        [State.Name] = "Keyword",
        [Awaiting.Name] = "Keyword",
        [Verdict.Name] = "Keyword",
        [Trigger.Name] = "Keyword",
        [Version.Name] = "Int",
    };
}
