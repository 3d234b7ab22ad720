namespace Mdlc.Engine.Hosting;

/// <summary>How a line of the log looks.</summary>
internal enum LogFormat
{
    Text,
    Json,
}
