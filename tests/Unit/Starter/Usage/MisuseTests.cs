using Mdlc.Starter;
using Mdlc.Starter.Usage;

namespace Mdlc.Unit.Tests.Starter.Usage;

public sealed class MisuseTests
{
    [Theory]
    [InlineData("rnus", "There is no command 'rnus'. Did you mean runs? See: mdlc --help")]
    [InlineData("zzzzzz", "There is no command 'zzzzzz'. See: mdlc --help")]
    [InlineData("model shwo x", "There is no command 'shwo'. Did you mean show? See: mdlc model --help")]
    [InlineData("serve --prot 1", "mdlc serve has no option '--prot'. Did you mean --port? See: mdlc serve --help")]
    [InlineData("runs --jsno", "mdlc runs has no option '--jsno'. Did you mean --json? See: mdlc runs --help")]
    [InlineData("tune", "<spec> is missing: mdlc tune <spec> [options]. See: mdlc tune --help")]
    [InlineData("run show", "<id> is missing: mdlc run show <id> [options]. See: mdlc run show --help")]
    [InlineData("predict m", "--file is missing: mdlc predict <name> --file <path> [options]. See: mdlc predict --help")]
    [InlineData("predict m --file", "--file lacks its value. See: mdlc predict --help")]
    [InlineData("serve --port x", "Found --port 'x', expected a port from 0 to 65535, where 0 picks a free one. See: mdlc serve --help")]
    [InlineData("init f --label l --header maybe", "Found --header 'maybe', expected true or false. See: mdlc init --help")]
    [InlineData("runs one", "Found 'one', expected nothing there: mdlc runs [options]. See: mdlc runs --help")]
    [InlineData("schedule m --pause --resume", "Found --pause and --resume, expected one of them. See: mdlc schedule --help")]
    public void Of_ALineThatCannotBeDone_SaysWhatIsWrongWithIt(string typed, string said) =>
        Assert.Equal(said, Misuse.Of(CommandTree.Parse(CommandTree.Create(), typed.Split(' '))));

    [Theory]
    [InlineData("runs")]
    [InlineData("init f --label l --header")]
    [InlineData("init f --label l --header false")]
    [InlineData("predict m --file @p.csv --version 3")]
    [InlineData("schedule m --cron @daily")]
    [InlineData("worker --project a b")]
    [InlineData("run --help")]
    [InlineData("--version")]
    public void Of_ALineThatCanBeDone_IsNothing(string typed) =>
        Assert.Null(Misuse.Of(CommandTree.Parse(CommandTree.Create(), typed.Split(' '))));
}
