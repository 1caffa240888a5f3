// The syntax tree of just-bash, whose parser this shell uses. Its package exports only some of the types by name; the
// others are reached through those.
import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from 'just-bash';

export type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode };

export type WordPart = WordNode['parts'][number];
export type Part<T extends WordPart['type']> = Extract<WordPart, { type: T }>;
export type Command<T extends CommandNode['type']> = Extract<CommandNode, { type: T }>;
export type Redirection = SimpleCommandNode['redirections'][number];
export type Assignment = SimpleCommandNode['assignments'][number];
export type ParameterOperation = NonNullable<Part<'ParameterExpansion'>['operation']>;
export type ArithmeticExpression = Part<'ArithmeticExpansion'>['expression'];
export type ArithmeticNode = ArithmeticExpression['expression'];
export type ConditionalNode = Command<'ConditionalCommand'>['expression'];
export type FunctionDefinition = Command<'FunctionDef'>;
export type HereDocument = Extract<Redirection['target'], { type: 'HereDoc' }>;
