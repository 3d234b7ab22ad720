using System.Text.Json.Nodes;
using Mdlc.Contracts.Runs;
using Mdlc.Workflows.Monitoring;

namespace Mdlc.Starter.Demo;

/// <summary>What <c>mdlc demo --json</c> says.</summary>
/// <param name="Scheduled">The run that the schedule set off.</param>
/// <param name="Second">The run that the event set off.</param>
/// <param name="Model">Folder of the champion's package.</param>
/// <param name="Serve">The command that serves it.</param>
internal sealed record DemoDocument(
    RunReport First, RunReport Scheduled, MonitorResult Drift, RunReport Second, JsonNode Prediction, string Report, string Model, string Serve, double Seconds);
