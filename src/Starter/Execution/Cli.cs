using System.CommandLine;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Spec;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Execution;

/// <summary>The options that all commands share, and the one place where a command's exceptions become exit codes.</summary>
internal static class Cli
{
    public static Option<bool> Json { get; } = new("--json") { Description = "One JSON document on standard output, and nothing else.", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Log lines on standard error.", Recursive = true };

    public static Option<string> HomePath { get; } = new Option<string>("--home")
    {
        Description = "The folder that everything is kept in; MDLC_HOME names it as well.",
        HelpName = "folder",
        DefaultValueFactory = _ => HomeOr(".mdlc"),
        Recursive = true,
    }.IsPath();

    /// <summary>The home that the environment names, or another.</summary>
    public static string HomeOr(string otherwise) => Environment.GetEnvironmentVariable("MDLC_HOME") is { Length: > 0 } home ? home : otherwise;

    /// <summary>Gives a command its body. The context is made, and disposed, around it.</summary>
    public static void SetBody(
        this Command command, CatalogAccess access, Func<CommandContext, ParseResult, CancellationToken, Task<int>> body) =>
        command.SetAction((parse, cancellationToken) => ExecuteAsync(parse, parse.GetValue(HomePath)!, access, body, cancellationToken));

    /// <summary>As above, where the options decide whether the home is written.</summary>
    public static void SetBody(
        this Command command, Func<ParseResult, CatalogAccess> access, Func<CommandContext, ParseResult, CancellationToken, Task<int>> body) =>
        command.SetAction((parse, cancellationToken) => ExecuteAsync(parse, parse.GetValue(HomePath)!, access(parse), body, cancellationToken));

    /// <param name="prepare">Done to the home's folder before anything is opened in it.</param>
    internal static async Task<int> ExecuteAsync(
        ParseResult parse,
        string homePath,
        CatalogAccess access,
        Func<CommandContext, ParseResult, CancellationToken, Task<int>> body,
        CancellationToken cancellationToken,
        Action<string>? prepare = null)
    {
        var json = parse.GetValue(Json) || ListingOptions.IsJson(parse);
        try
        {
            prepare?.Invoke(homePath);
            await using var context = CommandContext.Create(homePath, Report.For(parse, json), parse.GetValue(Verbose), access, (parse.InvocationConfiguration as Invocation)?.Starting);
            return await body(context, parse, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Detached;
        }
        catch (Exception full) when (NoRoom.IsMeantBy(full) || (full is RpcException && NoRoom.IsIn(homePath)))
        {
            return Fail(NoRoom.Told(full, homePath, Path.GetTempPath()).Message, ExitCode.Failed);
        }
        catch (UserException user)
        {
            return Fail(user.Message, user.ExitCode);
        }
        catch (SpecException spec)
        {
            return Fail(spec.Message, ExitCode.Usage);
        }
        catch (FaultException fault)
        {
            return Fail(fault.Message, fault.Kind == FaultKind.Spec ? ExitCode.Usage : ExitCode.Failed, fault.Details);
        }
        catch (RpcException rpc) when (ServerSetup.IsMissingIn(rpc))
        {
            return Fail(ServerSetup.Sentence(rpc.Message), ExitCode.Failed);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or RpcException)
        {
            return Fail(fault.Message, ExitCode.Failed);
        }
        catch (Exception fault)
        {
            // Nothing that a user does or a disk has should come here; what does still ends as a command, and not as a crash.
            return Fail($"mdlc has met something that it has no words for: {fault.Message} ({fault.GetType().Name}). With --verbose it says where.", ExitCode.Failed, unexpected: fault);
        }

        int Fail(string message, int exitCode, object? details = null, Exception? unexpected = null)
        {
            if (unexpected is not null && parse.GetValue(Verbose))
            {
                parse.InvocationConfiguration.Error.WriteLine(unexpected);
            }

            Report.For(parse, json).Error(message, details);
            return exitCode;
        }
    }
}
