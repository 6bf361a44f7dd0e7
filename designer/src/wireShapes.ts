/** Graphs and workflows in the shapes of the API. */

export interface WireNode {
  step_id?: number | null;
  temp_id?: string;
  name: string;
  description?: string | null;
  instruction?: string | null;
  role_id?: number | null;
  role_name?: string | null;
  escalate_to?: number | null;
  weight?: number | string | null;
  order?: number | null;
  is_start?: boolean;
  is_end?: boolean;
  assignment?: string | null;
  pauses_clock?: boolean;
  design?: Record<string, unknown> | null;
}

export interface WireEdge {
  transition_id?: number | null;
  temp_id?: string;
  from_step_id?: number | null;
  from_temp_id?: string;
  to_step_id?: number | null;
  to_temp_id?: string;
  name: string;
  note_required?: boolean;
  design?: Record<string, unknown> | null;
}

export interface WireGraph {
  nodes: WireNode[];
  edges: WireEdge[];
}

export interface WireDetails {
  name?: string;
  description?: string | null;
  department?: string | null;
  category?: string | null;
  sub_category?: string | null;
  end_logic?: string | null;
  urgent_sla?: string | null;
  high_sla?: string | null;
  medium_sla?: string | null;
  low_sla?: string | null;
}

/** The document problems and their fixes speak about. */
export interface WireDocument {
  workflow: WireDetails;
  graph: WireGraph;
}
