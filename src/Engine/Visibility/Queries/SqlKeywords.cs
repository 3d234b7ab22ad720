using System.Collections.Frozen;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>Words that a column may only have in back-ticks. Temporal's parser reserves MySQL's, so ours does: a query must mean the same on both.</summary>
internal static class SqlKeywords
{
    public static readonly FrozenSet<string> Reserved = """
        _binary accessible add all alter analyze and as asc asensitive auto_increment before between binary boolean both by call
        cascade case cast change check collate column comment condition constraint continue convert create cross current_date
        current_time current_timestamp current_user cursor database databases day_hour day_microsecond day_minute day_second dec
        declare default delayed delete desc describe deterministic distinct distinctrow div drop each else elseif enclosed end escape
        escaped exists exit explain extended false fetch float float4 float8 for force from full generated get grant group
        group_concat having high_priority hour_microsecond hour_minute hour_second if ignore in index infile inner inout insensitive
        insert int1 int2 int3 int4 int8 interval into io_after_gtids is iterate join key kill leading leave left like limit linear
        lines load localtime localtimestamp lock long loop low_priority master_bind match maxvalue middleint minute_microsecond
        minute_second mod modifies natural next no_write_to_binlog not null on optimizer_costs option optionally or order out outer
        outfile precision processlist range read_write reads references regexp release rename repeat replace require resignal
        restrict return revoke right rlike schema schemas second_microsecond select sensitive separator set show signal specific sql
        sql_big_result sql_cache sql_calc_found_rows sql_no_cache sql_small_result sqlexception sqlstate sqlwarning ssl starting
        starts_with stored straight_join stream substr substring table tables terminated then to trailing true undo union unique
        unlock update usage use using utc_date utc_time utc_timestamp values varcharacter varying virtual when where while xor
        year_month
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
