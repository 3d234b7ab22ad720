using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;

namespace Mdlc.Unit.Tests.Starter.Execution;

/// <summary>How a command ends whose body ends in some way.</summary>
public sealed class CliTests : IDisposable
{
    private readonly TemporaryHome _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Fault_OfTheSpec_IsAUsageError_AnyOtherIsAFailure()
    {
        Assert.Equal((ExitCode.Usage, "mdlc: no such column\n"), await EndAsync(() => throw FaultException.InSpec("no such column")));
        Assert.Equal((ExitCode.Failed, "mdlc: no rows\n"), await EndAsync(() => throw FaultException.InData("no rows")));
        Assert.Equal((ExitCode.Failed, "mdlc: no memory\n"), await EndAsync(() => throw FaultException.InResource("no memory")));
        Assert.Equal((ExitCode.Failed, "mdlc: no disk\n"), await EndAsync(() => throw FaultException.InEnvironment("no disk")));
    }

    [Fact]
    public async Task UserException_EndsWithItsOwnCode()
    {
        Assert.Equal((ExitCode.Usage, "mdlc: not so\n"), await EndAsync(() => throw new UserException("not so", ExitCode.Usage)));
        Assert.Equal((ExitCode.Failed, "mdlc: not so\n"), await EndAsync(() => throw new UserException("not so")));
    }

    [Fact]
    public async Task Command_ThatWrites_LeavesNothingOfItsTrialInTheHome()
    {
        Assert.Equal((ExitCode.Ok, ""), await EndAsync(() => ExitCode.Ok));

        Assert.Empty(Directory.GetFiles(_temporary.Home.Root, ".*"));
    }

    [Fact]
    public async Task Command_ToldToStop_BeginsNothingThatLasts()
    {
        using var stop = new CancellationTokenSource();
        var began = false;

        var ended = await EndAsync(
            (context, token) =>
            {
                context.Starting(token);
                began = true;
                return ExitCode.Ok;
            },
            stop);

        Assert.Equal((ExitCode.Detached, ""), ended);
        Assert.False(began);
    }

    private Task<(int ExitCode, string Error)> EndAsync(Func<int> body) => EndAsync((_, _) => body(), stop: null);

    /// <param name="stop">What the command is stopped by as it begins something; null: it is not.</param>
    private async Task<(int ExitCode, string Error)> EndAsync(Func<CommandContext, CancellationToken, int> body, CancellationTokenSource? stop)
    {
        using var output = new StringWriter();
        using var error = new StringWriter { NewLine = "\n" };
        var command = new RootCommand { Cli.Json, Cli.Verbose, Cli.HomePath };
        command.SetBody(CatalogAccess.ReadWrite, (context, _, token) => Task.FromResult(body(context, token)));

        var invocation = new Invocation { Output = output, Error = error, Starting = () => stop?.Cancel() };
        var exit = await command.Parse(["--home", _temporary.Home.Root]).InvokeAsync(invocation, stop?.Token ?? TestContext.Current.CancellationToken);
        return (exit, error.ToString());
    }
}
